import { describe, expect, it } from 'vitest';
import { AttemptLimit } from './attempt-limit.js';

describe('AttemptLimit', () => {
  it('blocks a key after its failures, until the window is over', () => {
    let now = 0;
    const limit = new AttemptLimit(2, 1000, () => now);
    limit.fail('a');
    expect(limit.isBlocked('a')).toBe(false);
    limit.fail('a');
    expect(limit.isBlocked('a')).toBe(true);
    expect(limit.isBlocked('b')).toBe(false);
    now = 1000;
    expect(limit.isBlocked('a')).toBe(false);
  });

  it('remembers a bounded number of keys', () => {
    const limit = new AttemptLimit(1, 1000, () => 0, 2);
    for (const key of ['a', 'b', 'c']) limit.fail(key);
    expect(['a', 'b', 'c'].map((key) => limit.isBlocked(key))).toEqual([false, true, true]);
  });
});
