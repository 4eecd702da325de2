import type { RankedPassage } from '../retrieval/passage.js';

/** Read whatever the first one promises: another text may say something else. */
const LEAST = 2;

/**
 * The first passages, as many as together hold the answer with a chance of `enough`, if any passage does: where the searches
 * agree on one, reading more costs time and finds nothing. Texts that say the same or contradict share the chance, so all are read.
 */
export function worthReading<T extends Pick<RankedPassage, 'share'>>(passages: readonly T[], enough: number): T[] {
  let chance = 0;
  const count = passages.findIndex(({ share }) => (chance += share) >= enough) + 1;
  return count === 0 ? [...passages] : passages.slice(0, Math.max(LEAST, count));
}
