import { describe, expect, it } from 'vitest';
import { Random } from './random.js';

describe('Random', () => {
  it('gives the numbers that everything fitted and measured so far was drawn with', () => {
    const random = new Random(20261122);
    expect([random.next(), random.below(1000), random.pick('abcdefgh'.split(''))]).toEqual([
      0.8369944463483989,
      105,
      'a',
    ]);
    expect(random.sample([1, 2, 3, 4, 5, 6], 3)).toEqual([6, 4, 5]);
  });

  it('takes each item once, and all when there are fewer', () => {
    expect(new Random(1).sample([1, 2, 3], 9).sort()).toEqual([1, 2, 3]);
  });
});
