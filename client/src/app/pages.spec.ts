import { describe, expect, it } from 'vitest';
import { hrefOf } from '../shared/address';
import { addressFor } from './pages';

describe('addressFor', () => {
  it.each([
    ['', 'APPROVER', 'chat', null],
    ['#/people', 'APPROVER', 'people', null],
    ['#/people', 'MEMBER', 'chat', null],
    ['#/nowhere', 'APPROVER', 'chat', null],
    ['#/chat', 'MEMBER', 'chat', null],
    ['#/knowledge', 'MEMBER', 'knowledge', null],
    ['#/versions/12', 'APPROVER', 'versions', 12],
    ['#/versions/12', 'MEMBER', 'chat', null],
    ['#/versions/-1', 'APPROVER', 'chat', null],
    ['#/versions/1/2', 'APPROVER', 'chat', null],
  ] as const)('%s for %s is %s, %s', (hash, role, page, item) => {
    expect(addressFor(hash, role)).toEqual({ page, item });
  });

  it('reads what hrefOf writes', () => {
    expect(addressFor(hrefOf('versions', 3), 'APPROVER')).toEqual({ page: 'versions', item: 3 });
    expect(addressFor(hrefOf('golden'), 'APPROVER')).toEqual({ page: 'golden', item: null });
  });
});
