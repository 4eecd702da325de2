/** The usual constant of reciprocal-rank fusion (Cormack, Clarke, Büttcher 2009): damps the difference between top ranks. */
export const RRF_K = 60;

export interface Fused<T> {
  readonly item: T;
  /** Rank in each list, from 1, in the order of the lists; `undefined` where the list lacks the item. */
  readonly ranks: readonly (number | undefined)[];
  readonly score: number;
}

/**
 * Joins ranked lists by reciprocal rank: an item scores the sum of `1 / (RRF_K + rank)` over the lists that have it.
 * Ties keep the order in which items were first seen, lists taken in turn.
 *
 * @param key identity of an item across lists; a repeat within one list counts once, at its best rank.
 */
export function reciprocalRankFusion<T>(lists: readonly (readonly T[])[], key: (item: T) => number): Fused<T>[] {
  const found = new Map<number, { item: T; ranks: (number | undefined)[] }>();
  lists.forEach((list, listIndex) => {
    list.forEach((item, position) => {
      let entry = found.get(key(item));
      if (!entry) {
        entry = { item, ranks: lists.map(() => undefined) };
        found.set(key(item), entry);
      }
      entry.ranks[listIndex] ??= position + 1;
    });
  });
  return [...found.values()]
    .map(({ item, ranks }) => ({
      item,
      ranks,
      score: ranks.reduce<number>((sum, rank) => sum + (rank === undefined ? 0 : 1 / (RRF_K + rank)), 0),
    }))
    .sort((a, b) => b.score - a.score);
}
