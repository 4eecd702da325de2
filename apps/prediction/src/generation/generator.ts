import type { SubmitAnswer } from '@personal-assistant/contracts';
import type { RetrievedPassage } from '../retrieval/passage.js';
import type { VersionModel } from './own-models/own-model.js';

/** An answer in a language model's words, each sentence of it checked against the passages that it cites. */
export interface GeneratedAnswer {
  /** With marks such as `[2]`, which name `sources` counted from 1; without marks when there is one source. */
  readonly text: string;
  /** The sentences that support the answer, in the order of their marks. Never empty. */
  readonly sources: SubmitAnswer['sources'];
}

/**
 * Words an answer from the passages that were retrieved for a question. The seam between answering and an optional
 * language model: whatever goes wrong behind it, the reader answers.
 */
export interface Generator {
  /**
   * @param passages best first; those that the reader reads.
   * @param onPartial gets all of the answer so far, as often as it grows; nothing of it has been checked.
   * @param model the one that goes with the version; absent: the configured one.
   * @returns `not-taught` when the passages do not hold the answer, or when the model's answer cannot be relied on;
   *   `undefined` when the reader is to answer: no model is configured, or it is down, slow or talks nonsense. Never throws.
   */
  generate(
    question: string,
    passages: readonly RetrievedPassage[],
    onPartial: (text: string) => void,
    model?: VersionModel,
  ): Promise<GeneratedAnswer | 'not-taught' | undefined>;
}
export const GENERATOR = Symbol('GENERATOR');

/** No language model is configured. */
export const noGenerator: Generator = { generate: () => Promise.resolve(undefined) };
