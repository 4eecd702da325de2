import type { Lane } from '../retrieval/slots.js';
import type { RankedPassage } from '../retrieval/passage.js';

/** A question with its unit vector, which retrieval has computed already. */
export interface ReaderQuestion {
  readonly text: string;
  readonly vector: Float32Array;
}

/** Something in a passage that may answer the question. */
export interface Candidate {
  readonly trainDataId: number;
  /** What is said to the person. */
  readonly answer: string;
  /** The sentence that the answer was read from, word for word. */
  readonly quote: string;
  /** Where `quote` begins in the taught text, in code points. */
  readonly start: number;
  /** How likely this answers the question, 0 to 1. The version's threshold decides whether it is said. */
  readonly confidence: number;
}

/**
 * Reads the answer from retrieved passages. The seam between retrieval and decision: a version chooses its reader when it
 * is loaded, everything else stays.
 */
export interface Reader {
  /** Most passages that it wants to read, the best of those retrieved. */
  readonly reads: number;
  /** Chance of having the answer's passage among those read from which on it reads no more, see `worth-reading.ts`. */
  readonly enough: number;
  /** @returns candidates, best first, at most one a sentence; empty when the passages hold no sentence. */
  read(question: ReaderQuestion, passages: readonly RankedPassage[], lane: Lane): Promise<Candidate[]>;
}
