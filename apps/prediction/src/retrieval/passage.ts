/** Half-open range in Unicode code points. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A window of about 100 tokens of a taught text, as the train service wrote it into `passages.lance`. */
export interface Passage {
  readonly id: number;
  readonly trainDataId: number;
  readonly text: string;
  /** Where `text` stands in the taught text, in code points. */
  readonly start: number;
  /** The sentences of the window, in code points of the taught text. */
  readonly sentences: readonly Range[];
  /** Unit vector of the window, (384). */
  readonly vector: Float32Array;
}

/** A window as far as reading needs it. */
export type Window = Pick<Passage, 'text' | 'start' | 'sentences'>;

/** All windows of texts, in the order in which they stand in them, by the text's number. */
export type WindowsOfTexts = ReadonlyMap<number, readonly Window[]>;

/** Where the windows of texts are found. */
export interface TextWindows {
  windowsOf(trainDataIds: readonly number[]): Promise<WindowsOfTexts>;
}

/** Nothing is known of what stands around a passage. */
export const ALONE: TextWindows = { windowsOf: () => Promise.resolve(new Map()) };

/** A passage with what the two searches said about it. Ranks begin at 1; `undefined`: that search did not find it. */
export interface RetrievedPassage extends Passage {
  readonly vectorRank: number | undefined;
  readonly wordRank: number | undefined;
  /** BM25 score; `undefined` where the words search did not find it. */
  readonly wordScore?: number;
  /** Sum of reciprocal ranks, see `fusion.ts`. */
  readonly fused: number;
}

/** A retrieved passage with its share of what all of them together promise: how likely it is the one that answers, if one does. */
export interface RankedPassage extends RetrievedPassage {
  readonly share: number;
}
