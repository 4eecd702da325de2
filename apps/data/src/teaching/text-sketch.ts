/**
 * A sketch of a text by which nearly equal ones are found in an index (MinHash, Broder 1997, with one permutation and locality
 * sensitive bands, Li, Owen and Zhang 2012): two texts share a band with a probability that rises with the share of
 * 5-character pieces that they have in common: 1 % at a share of 0.02 (two texts about the same things), 95 % at 0.3, 99.9 %
 * at 0.5. What is found is then compared exactly.
 */
const PIECE = 5;
const BINS = 64;
const ROWS_OF_A_BAND = 2;
const EMPTY = 0xffffffff;

/** 32 signed 32-bit numbers; the same text has the same ones, and case, punctuation and spacing do not count. */
export function sketchOf(text: string): number[] {
  const bins = filled(smallestOfBins(text));
  return Array.from({ length: BINS / ROWS_OF_A_BAND }, (_, band) => {
    let hash = mixed(band + 1);
    for (let row = 0; row < ROWS_OF_A_BAND; row++) hash = mixed(hash ^ (bins[band * ROWS_OF_A_BAND + row] ?? EMPTY));
    return hash | 0;
  });
}

/** The smallest hash among the pieces that fall into each bin. */
function smallestOfBins(text: string): Uint32Array {
  const letters = ` ${text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()} `;
  const bins = new Uint32Array(BINS).fill(EMPTY);
  for (let start = 0; start <= Math.max(0, letters.length - PIECE); start++) {
    let hash = 0;
    for (let i = start; i < start + PIECE && i < letters.length; i++) hash = mixed(hash ^ letters.charCodeAt(i));
    const bin = hash % BINS;
    const value = Math.floor(hash / BINS);
    if (value < (bins[bin] ?? EMPTY)) bins[bin] = value;
  }
  return bins;
}

/** A short text leaves bins empty: each takes over the next one's, made different by how far that is. */
function filled(bins: Uint32Array): Uint32Array {
  return bins.map((own, bin) => {
    for (let distance = 0; distance < BINS; distance++) {
      const value = bins[(bin + distance) % BINS] ?? EMPTY;
      if (value !== EMPTY) return distance === 0 ? own : mixed(value ^ (distance << 26));
    }
    return EMPTY;
  });
}

/** A bijection of 32-bit numbers in which every bit depends on all (Wang's, 2007, as by Mueller). */
function mixed(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul((hash >>> 16) ^ hash ^ 0x9e3779b9, 0x45d9f3b);
  hash = Math.imul((hash >>> 16) ^ hash, 0x45d9f3b);
  return ((hash >>> 16) ^ hash) >>> 0;
}
