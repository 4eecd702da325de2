import { sliceCodePoints } from '../retrieval/code-points.js';
import { cosine } from '../retrieval/embedder.js';
import type { Range, RankedPassage, RetrievedPassage, Window } from '../retrieval/passage.js';
import type { Background } from './background.js';
import { hasExpected } from './expected-answer.js';
import {
  type PassageEvidence,
  passageEvidence,
  prepareQuestion,
  type QuestionWords,
  shareCredited,
} from './features.js';
import { credit } from './matching.js';
import type { ReaderQuestion } from './reader.js';
import type { PassageReading } from './reader-model.js';
import { logSumExp, type Span } from './spans.js';
import { sigmoid } from './logistic.js';
import { contentWords, readWords } from './words.js';

/**
 * What the reader says of a place when it sees what stands around the window: `margin`, `answerable`, `answerableChance` and
 * `certainty` once more. As in the window alone where it was not read again.
 */
export const WIDE = ['wideMargin', 'wideAnswerable', 'wideAnswerableChance', 'wideCertainty'] as const;

/** What is measured of a span as the answer to a question; each about -2 to 2. */
export const EVIDENCE = [
  /** Span score over «no answer here», logits / 10. */
  'margin',
  /** … as a probability. */
  'marginChance',
  /** Logit that the passage answers / 10. */
  'answerable',
  /** … as a probability. */
  'answerableChance',
  /** How sure the reader is of the place within the passage. */
  'certainty',
  /** Cosine of question and window. */
  'passageCosine',
  /** … less that of the nearest window that is read. */
  'cosineGap',
  /** Share of the question's content words, weighted by idf, that the window speaks of. */
  'passageCover',
  /** The same for the sentence of the span. */
  'sentenceCover',
  /** Weight of the rarest content word that the window does not speak of. */
  'rarestMissing',
  /** BM25 score of the window as a share of the best one's; 0 where the words search did not find it. */
  'wordShare',
  /** The question asks for a number, time, person or place, and the answer has one. */
  'expectedPresent',
  /** … and the answer has none. */
  'expectedMissing',
  /** Share of the answer's content words that the question has already. */
  'echo',
  /** Words of the answer, saturating: 0.5 for five. */
  'length',
  /** 1 when retrieved first, 1/2 second … by the fused order. */
  'retrievalRank',
  /** Found by both searches. */
  'foundTwice',
  /** How likely the window is the one that answers, as far as the ranker tells from all that were found. */
  'passageShare',
  /** Weight of the question's content words together, saturating: 0.5 for two rare ones. «What is it?» has none. */
  'specificity',
  /** Weight of its rarest content word. */
  'rarest',
  /** Passages of the version: decimal logarithm / 4. */
  'collection',
  /** `collection` × (1 - `specificity`): a vague question finds something in any large collection. */
  'vagueInMany',
  ...WIDE,
] as const;
export type EvidenceName = (typeof EVIDENCE)[number];
export type Evidence = Record<EvidenceName, number>;
export type WideEvidence = Pick<Evidence, (typeof WIDE)[number]>;

/** What is the same for all passages of a question. */
export interface QuestionEvidence {
  readonly words: QuestionWords;
  readonly vector: Float32Array;
  readonly nearest: number;
  readonly bestWordScore: number;
  readonly passages: number;
}

/** @param passages of the whole version. */
export function questionEvidence(
  question: ReaderQuestion,
  read: readonly RetrievedPassage[],
  passages: number,
  background: Background,
): QuestionEvidence {
  return {
    words: prepareQuestion(question.text, background),
    vector: question.vector,
    nearest: Math.max(-1, ...read.map(({ vector }) => cosine(question.vector, vector))),
    bestWordScore: Math.max(0, ...read.map(({ wordScore }) => wordScore ?? 0)),
    passages,
  };
}

/** Measures the spans of one passage. `position`: its place among the retrieved, from 0. */
export function measureSpans(
  question: QuestionEvidence,
  passage: RankedPassage,
  position: number,
  reading: PassageReading,
  spans: readonly Span[],
  background: Background,
): Evidence[] {
  const similarity = cosine(question.vector, passage.vector);
  const window = passageEvidence(question.words, passage, position, similarity, background);
  return spans.map((span) => measureSpan(question, passage, window, reading, span, background));
}

function measureSpan(
  question: QuestionEvidence,
  passage: RankedPassage,
  window: PassageEvidence,
  reading: PassageReading,
  span: Span,
  background: Background,
): Evidence {
  const { terms, expected, words } = question.words;
  const said = (range: Range) =>
    readWords(sliceCodePoints(passage.text, range.start - passage.start, range.end - passage.start));
  const answer = said(span.range);
  const sentence = said(span.quote);
  const content = contentWords(answer);
  const present = expected !== 'open' && hasExpected(expected, words, answer);
  const margin = span.score - reading.none;
  const weight = terms.reduce((sum, term) => sum + term.weight, 0);
  const specificity = weight / (weight + 1.5);
  const collection = Math.log10(Math.max(1, question.passages)) / 4;
  return {
    margin: bounded(margin / 10),
    marginChance: sigmoid(margin),
    answerable: bounded(reading.answerable / 10),
    answerableChance: sigmoid(reading.answerable),
    certainty: span.certainty,
    passageCosine: window.cosine,
    cosineGap: window.cosine - question.nearest,
    passageCover: shareCredited(terms, window.credits),
    sentenceCover: shareCredited(
      terms,
      terms.map((term) => credit(term, sentence, background)),
    ),
    rarestMissing: Math.max(0, ...terms.map((term, i) => term.weight * (1 - (window.credits[i] ?? 0)))),
    wordShare: question.bestWordScore > 0 ? (passage.wordScore ?? 0) / question.bestWordScore : 0,
    expectedPresent: present ? 1 : 0,
    expectedMissing: expected !== 'open' && !present ? 1 : 0,
    echo: content.length === 0 ? 0 : content.filter(({ stem }) => words.stems.has(stem)).length / content.length,
    length: answer.list.length / (answer.list.length + 5),
    retrievalRank: window.rank,
    foundTwice: window.foundTwice ? 1 : 0,
    passageShare: passage.share,
    specificity,
    rarest: Math.max(0, ...terms.map((term) => term.weight)),
    collection,
    vagueInMany: collection * (1 - specificity),
    ...wide(margin, reading.answerable, span.certainty),
  };
}

/** What the reader says of a place of the taught text that is in `view`; `undefined` where it did not read that far. */
export function wideEvidence(reading: PassageReading, view: Window, range: Range): WideEvidence | undefined {
  const { starts, ends, none, answerable } = reading;
  const pieces = reading.pieces.flatMap(({ start, end }, i) =>
    start + view.start < range.end && end + view.start > range.start ? [i] : [],
  );
  if (pieces.length === 0) return undefined;
  const score = Math.max(
    ...pieces.flatMap((first) =>
      pieces.filter((last) => last >= first).map((last) => (starts[first] ?? -Infinity) + (ends[last] ?? -Infinity)),
    ),
  );
  return wide(score - none, answerable, Math.exp(score - logSumExp(starts) - logSumExp(ends)));
}

function wide(margin: number, answerable: number, certainty: number): WideEvidence {
  return {
    wideMargin: bounded(margin / 10),
    wideAnswerable: bounded(answerable / 10),
    wideAnswerableChance: sigmoid(answerable),
    wideCertainty: certainty,
  };
}

function bounded(value: number): number {
  return Math.max(-2, Math.min(2, value));
}
