import { z } from 'zod';
import type { Background } from '../reading/background.js';
import { hasExpected } from '../reading/expected-answer.js';
import { prepareQuestion, type QuestionWords, shareCredited } from '../reading/features.js';
import { credit } from '../reading/matching.js';
import { Lru } from '../reading/lru.js';
import { readWords, type Words } from '../reading/words.js';
import { codePointCount } from './code-points.js';
import { cosine } from './embedder.js';
import type { RankedPassage, RetrievedPassage } from './passage.js';

/** What is measured of a found passage; each about 0 to 2. */
export const RANKING = [
  /** Cosine of question and passage. */
  'cosine',
  /** BM25 score as a share of the best one's; 0 where the words search did not find it. */
  'wordShare',
  /** … squared: the first few stand out. */
  'wordShareSquared',
  /** Logarithm of 1 + BM25 score, / 3. */
  'wordScore',
  /** The search for words did not find it, the one for meaning did not. */
  'missedByWords',
  'missedByMeaning',
  /** 1 / (1 + rank) in each search. */
  'wordRank',
  'meaningRank',
  /** Sum of reciprocal ranks × 30, see `fusion.ts`. */
  'fused',
  /** Share of the question's content words, weighted by idf, that it speaks of. */
  'cover',
  /** `cosine` × `cover`. */
  'cosineTimesCover',
  /** Weight of the rarest content word that it does not speak of. */
  'rarestMissing',
  /** Share of the question's pairs of neighbouring words, weighted by idf, that are neighbours here too. */
  'pairs',
  /** It has a number, time, person or place where the question asks for one; half where it asks for none. */
  'expected',
  /** Logarithm of its length in characters / 5. */
  'length',
] as const;
export type RankingFeature = (typeof RANKING)[number];
export type RankingFeatures = Record<RankingFeature, number>;

/** `weights/passage-ranker.json`, fitted by `scripts/fit-passage-ranker.ts`. */
export const rankerWeightsSchema = z.object({ about: z.string(), rank: z.record(z.enum(RANKING), z.number()) });
export type RankerWeights = z.infer<typeof rankerWeightsSchema>;

/** Passages whose words are kept, of whatever versions: reading them is most of the work, and one version has most of the next. */
const KEPT = 4096;

/**
 * Orders what the searches found, by a linear score over both searches and the words: of the passages that are then read,
 * more hold the answer than by reciprocal ranks alone (docs/experiments.md).
 */
export class PassageRanker {
  private readonly words = new Lru<PassageWords>(KEPT);

  constructor(
    private readonly background: Background,
    private readonly weights: RankerWeights,
  ) {}

  /** @returns the same passages, the likeliest to answer first. */
  rank(question: string, vector: Float32Array, passages: readonly RetrievedPassage[]): RankedPassage[] {
    const scores = this.measure(question, vector, passages).map((features) => score(this.weights, features));
    const highest = Math.max(...scores);
    const weights = scores.map((own) => Math.exp(own - highest));
    const all = weights.reduce((a, b) => a + b, 0);
    return passages
      .map((passage, i) => ({ ...passage, share: (weights[i] ?? 0) / all }))
      .sort((a, b) => b.share - a.share);
  }

  measure(question: string, vector: Float32Array, passages: readonly RetrievedPassage[]): RankingFeatures[] {
    const prepared = prepareQuestion(question, this.background);
    const best = Math.max(0, ...passages.map(({ wordScore }) => wordScore ?? 0));
    return passages.map((passage) => this.measureOne(prepared, vector, passage, best));
  }

  private measureOne(
    question: QuestionWords,
    vector: Float32Array,
    passage: RetrievedPassage,
    bestWordScore: number,
  ): RankingFeatures {
    const { words, pairs } = this.wordsOf(passage);
    const { terms, expected } = question;
    const similarity = cosine(vector, passage.vector);
    const credits = terms.map((term) => credit(term, words, this.background));
    const cover = shareCredited(terms, credits);
    const wordShare = bestWordScore > 0 ? (passage.wordScore ?? 0) / bestWordScore : 0;
    return {
      cosine: similarity,
      wordShare,
      wordShareSquared: wordShare ** 2,
      wordScore: Math.log1p(passage.wordScore ?? 0) / 3,
      missedByWords: passage.wordRank === undefined ? 1 : 0,
      missedByMeaning: passage.vectorRank === undefined ? 1 : 0,
      wordRank: passage.wordRank === undefined ? 0 : 1 / (1 + passage.wordRank),
      meaningRank: passage.vectorRank === undefined ? 0 : 1 / (1 + passage.vectorRank),
      fused: passage.fused * 30,
      cover,
      cosineTimesCover: similarity * cover,
      rarestMissing: Math.max(0, ...terms.map((term, i) => term.weight * (1 - (credits[i] ?? 0)))),
      pairs: this.shareOfPairs(question.words, pairs),
      expected: expected === 'open' ? 0.5 : hasExpected(expected, question.words, words) ? 1 : 0,
      length: Math.log(Math.max(1, codePointCount(passage.text))) / 5,
    };
  }

  private shareOfPairs(question: Words, pairs: ReadonlySet<string>): number {
    let found = 0;
    let all = 0;
    question.list.forEach(({ stem }, i) => {
      const next = question.list[i + 1]?.stem;
      if (next === undefined) return;
      const weight = this.background.idf(stem) + this.background.idf(next);
      all += weight;
      if (pairs.has(`${stem} ${next}`)) found += weight;
    });
    return all === 0 ? 0 : found / all;
  }

  private wordsOf({ text }: RetrievedPassage): PassageWords {
    const known = this.words.get(text);
    if (known) return known;
    const words = readWords(text);
    const pairs = new Set(words.list.map(({ stem }, i) => `${stem} ${words.list[i + 1]?.stem ?? ''}`));
    this.words.set(text, { words, pairs });
    return { words, pairs };
  }
}

interface PassageWords {
  readonly words: Words;
  /** Stems of neighbouring words, joined by a space. */
  readonly pairs: ReadonlySet<string>;
}

export function score({ rank }: RankerWeights, features: RankingFeatures): number {
  return RANKING.reduce((sum, name) => sum + rank[name] * features[name], 0);
}
