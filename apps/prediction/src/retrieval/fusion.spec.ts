import { describe, expect, it } from 'vitest';
import { reciprocalRankFusion, RRF_K } from './fusion.js';

const fuse = (...lists: number[][]) => reciprocalRankFusion(lists, (item) => item);

describe('reciprocalRankFusion', () => {
  it('puts an item that both lists have above the first of either', () => {
    const fused = fuse([1, 2], [3, 2]);
    expect(fused.map(({ item }) => item)).toEqual([2, 1, 3]);
    expect(fused[0]).toEqual({ item: 2, ranks: [2, 2], score: 2 / (RRF_K + 2) });
  });

  it('tells which list lacks an item', () => {
    expect(fuse([1], [2])).toEqual([
      { item: 1, ranks: [1, undefined], score: 1 / (RRF_K + 1) },
      { item: 2, ranks: [undefined, 1], score: 1 / (RRF_K + 1) },
    ]);
  });

  it('counts a repeat within a list once, at its best rank', () => {
    expect(fuse([7, 7, 8])).toEqual([
      { item: 7, ranks: [1], score: 1 / (RRF_K + 1) },
      { item: 8, ranks: [3], score: 1 / (RRF_K + 3) },
    ]);
  });

  it('is empty for empty lists', () => {
    expect(fuse([], [])).toEqual([]);
  });
});
