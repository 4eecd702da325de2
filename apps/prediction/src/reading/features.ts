import type { RetrievedPassage } from '../retrieval/passage.js';
import type { Background } from './background.js';
import { expectedAnswer, hasExpected, type ExpectedAnswer } from './expected-answer.js';
import { credit, type Term, termsOf } from './matching.js';
import { contentWords, readWords, type Words } from './words.js';

/** What is measured of a sentence as an answer; each about 0 to 1. */
export const FEATURES = [
  /** Cosine of question and sentence. */
  'sentenceCosine',
  /** Cosine of question and window. */
  'passageCosine',
  /** Share of the question's content words, weighted by idf, that the sentence speaks of. */
  'sentenceCover',
  /** The same for the window. */
  'passageCover',
  /** Weight of the rarest content word that the window does not speak of. */
  'rarestMissing',
  /** The question asks for a number, time, person or place, and the sentence has one. */
  'expectedPresent',
  /** … and the sentence has none. */
  'expectedMissing',
  /** Share of the sentence's content words that the question does not have: an answer says something new. */
  'novelty',
  /** Words of the sentence, saturating: 0 for none, 0.5 for ten. */
  'length',
  /** 1 when retrieved first, 1/2 second … by the fused order. */
  'retrievalRank',
  /** Found by both searches. */
  'foundTwice',
  /** `sentenceCosine` × `passageCover`. */
  'cosineTimesCover',
] as const;
export type Feature = (typeof FEATURES)[number];
export type Features = Record<Feature, number>;

/** A question prepared for comparing with many sentences. */
export interface QuestionWords {
  readonly words: Words;
  readonly terms: readonly Term[];
  readonly expected: ExpectedAnswer;
}

export function prepareQuestion(text: string, background: Background): QuestionWords {
  const words = readWords(text);
  const content = contentWords(words);
  return { words, terms: termsOf(words, content, background), expected: expectedAnswer(text) };
}

/** What is the same for all sentences of a passage. */
export interface PassageEvidence {
  readonly cosine: number;
  readonly credits: readonly number[];
  readonly rank: number;
  readonly foundTwice: boolean;
}

export function passageEvidence(
  question: QuestionWords,
  passage: RetrievedPassage,
  position: number,
  passageCosine: number,
  background: Background,
): PassageEvidence {
  const words = readWords(passage.text);
  return {
    cosine: passageCosine,
    credits: question.terms.map((term) => credit(term, words, background)),
    rank: 1 / (1 + position),
    foundTwice: passage.vectorRank !== undefined && passage.wordRank !== undefined,
  };
}

/** Features of a sentence from words alone: its cosine is taken to be its window's until {@link withSentenceCosine}. */
export function sentenceFeatures(
  question: QuestionWords,
  passage: PassageEvidence,
  sentence: string,
  background: Background,
): Features {
  const words = readWords(sentence);
  const { terms, expected } = question;
  const sentenceCredits = terms.map((term) => credit(term, words, background));
  const passageCover = shareCredited(terms, passage.credits);
  const content = contentWords(words);
  const fresh = content.filter((word) => !question.words.stems.has(word.stem));
  const present = expected !== 'open' && hasExpected(expected, question.words, words);
  const features = {
    sentenceCosine: 0,
    passageCosine: passage.cosine,
    sentenceCover: shareCredited(terms, sentenceCredits),
    passageCover,
    rarestMissing: Math.max(0, ...terms.map((term, i) => term.weight * (1 - (passage.credits[i] ?? 0)))),
    expectedPresent: present ? 1 : 0,
    expectedMissing: expected !== 'open' && !present ? 1 : 0,
    novelty: content.length === 0 ? 0 : fresh.length / content.length,
    length: words.list.length / (words.list.length + 10),
    retrievalRank: passage.rank,
    foundTwice: passage.foundTwice ? 1 : 0,
    cosineTimesCover: 0,
  };
  return withSentenceCosine(features, passage.cosine);
}

export function withSentenceCosine(features: Features, cosine: number): Features {
  return { ...features, sentenceCosine: cosine, cosineTimesCover: Math.max(0, cosine) * features.passageCover };
}

/** Share of the terms' weight that is credited; 0 for a question without content words. */
export function shareCredited(terms: readonly Term[], credits: readonly number[]): number {
  const total = terms.reduce((sum, term) => sum + term.weight, 0);
  return total === 0 ? 0 : terms.reduce((sum, term, i) => sum + term.weight * (credits[i] ?? 0), 0) / total;
}
