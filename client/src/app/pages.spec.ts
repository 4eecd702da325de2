import { describe, expect, it } from 'vitest';
import { pageOf } from './pages';

describe('pageOf', () => {
  it.each([
    ['', 'APPROVER', 'chat'],
    ['#/people', 'APPROVER', 'people'],
    ['#/people', 'MEMBER', 'chat'],
    ['#/nowhere', 'APPROVER', 'chat'],
    ['#/chat', 'MEMBER', 'chat'],
  ] as const)('%s for %s is %s', (hash, role, page) => {
    expect(pageOf(hash, role)).toBe(page);
  });
});
