import type { GoldenOrigin, GoldenUse } from './golden.repository.js';

/** One pair in so many is kept for the gate. */
const KEPT_FOR_GATE = 5;

/**
 * What a golden question is for. Pairs and corrections are learned from, but for a fifth that the gate keeps: which, its
 * hash says, so the same question is always on the same side. What nobody taught is never learned from.
 *
 * @param hash of `textHash`: hexadecimal
 */
export function goldenUse(origin: GoldenOrigin, hash: string): GoldenUse {
  switch (origin) {
    case 'PAIR':
    case 'CORRECTION':
      return Number.parseInt(hash.slice(0, 8), 16) % KEPT_FOR_GATE === 0 ? 'GATE' : 'LEARN';
    case 'ABSTENTION':
    case 'MANUAL':
      return 'GATE';
  }
}
