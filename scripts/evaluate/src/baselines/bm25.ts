import { contentWords, readWords } from '@personal-assistant/prediction/evaluation';
import type { Sentence } from './sentences.js';

/** The usual constants (Robertson and Zaragoza, 2009). */
const K1 = 1.2;
const B = 0.75;

export interface Scored {
  readonly sentence: Sentence;
  readonly score: number;
}

/** Best sentence by BM25 over the stems of all sentences. */
export class Bm25 {
  private readonly postings = new Map<string, { at: number; count: number }[]>();
  private readonly lengths: number[];
  private readonly meanLength: number;

  constructor(private readonly sentences: readonly Sentence[]) {
    this.lengths = sentences.map(({ text }, at) => {
      const stems = readWords(text).list.map((word) => word.stem);
      const counts = new Map<string, number>();
      for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
      for (const [stem, count] of counts) {
        const list = this.postings.get(stem) ?? [];
        list.push({ at, count });
        this.postings.set(stem, list);
      }
      return stems.length;
    });
    this.meanLength = this.lengths.reduce((a, b) => a + b, 0) / Math.max(1, sentences.length);
  }

  /** @returns `undefined` when no sentence has a word of the question */
  best(question: string): Scored | undefined {
    const words = readWords(question);
    const content = contentWords(words);
    const scores = new Map<number, number>();
    for (const stem of new Set((content.length > 0 ? content : words.list).map((word) => word.stem))) {
      const list = this.postings.get(stem) ?? [];
      const idf = Math.log(1 + (this.sentences.length - list.length + 0.5) / (list.length + 0.5));
      for (const { at, count } of list) {
        const length = K1 * (1 - B + (B * (this.lengths[at] ?? 0)) / this.meanLength);
        scores.set(at, (scores.get(at) ?? 0) + (idf * count * (K1 + 1)) / (count + length));
      }
    }
    let best: Scored | undefined;
    for (const [at, score] of scores) {
      const sentence = this.sentences[at];
      if (sentence && (!best || score > best.score)) best = { sentence, score };
    }
    return best;
  }
}
