import { describe, expect, it, vi } from 'vitest';
import { splitToken, takeToken } from './token';

describe('splitToken', () => {
  it.each([
    ['http://localhost:4002/?token=abc', 'abc', 'http://localhost:4002/'],
    ['http://localhost:4002/#token=abc', 'abc', 'http://localhost:4002/'],
    ['http://localhost:4002/?token=abc#/people', 'abc', 'http://localhost:4002/#/people'],
    ['http://localhost:4002/?lang=en&token=a%2Bb', 'a+b', 'http://localhost:4002/?lang=en'],
    ['http://localhost:4002/#token=abc&x=1', 'abc', 'http://localhost:4002/#x=1'],
    ['http://localhost:4002/?token=', null, 'http://localhost:4002/'],
    ['http://localhost:4002/#/people', null, 'http://localhost:4002/#/people'],
    ['http://localhost:4002/', null, 'http://localhost:4002/'],
  ])('%s', (address, token, rest) => {
    expect(splitToken(address)).toEqual({ token, address: rest });
  });
});

describe('takeToken', () => {
  it('replaces the address, so that going back does not show the token', () => {
    const replaceState = vi.fn();
    const window = { location: { href: 'http://localhost/?token=abc' }, history: { replaceState } };
    expect(takeToken(window as unknown as Window)).toBe('abc');
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', 'http://localhost/');
  });

  it('leaves an address without a token alone', () => {
    const replaceState = vi.fn();
    const window = { location: { href: 'http://localhost/#/people' }, history: { replaceState } };
    expect(takeToken(window as unknown as Window)).toBeNull();
    expect(replaceState).not.toHaveBeenCalled();
  });
});
