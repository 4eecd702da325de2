import { mean } from '@personal-assistant/measuring';
import { bestF1, containsAnswer, exactMatch } from '@personal-assistant/prediction/evaluation';
import type { AskedQuestion } from '../data/selection.js';
import { areaUnderRoc, type Judged, type OperatingPoint, operatingPoint } from './sweep.js';

/** Share of false answers at which ways of answering are compared. */
export const COMPARED_AT = 0.05;

/** What one way of answering would say to a question, whatever its confidence. */
export interface Candidate {
  readonly answer: string;
  /** Sentence that the answer was read from; the answer itself when that is a sentence. */
  readonly quote: string;
  /** The text that it stands in; `null` when nothing was found. */
  readonly context: string | null;
  /** Larger is surer; on a scale of its own for each way of answering. */
  readonly confidence: number;
}

export interface JudgedCandidate extends Judged {
  readonly exact: boolean;
}

/** Right: the source is the question's own context, that was taught, and the quote contains an annotated answer. */
export function judge(question: AskedQuestion, candidate: Candidate): JudgedCandidate {
  const { answerable, context } = question;
  const answers = question.answers.map(({ text }) => text);
  return {
    answerable,
    confidence: candidate.confidence,
    exact: answerable && exactMatch(candidate.answer, answers),
    f1: answerable ? bestF1(candidate.answer, answers) : 0,
    right: answerable && candidate.context === context && containsAnswer(candidate.quote, answers),
  };
}

/** Of the answerable questions, when the best candidate is always said; and what a threshold makes of it. */
export interface CandidateMeasures {
  readonly exactMatch: number | null;
  readonly f1: number | null;
  readonly right: number | null;
  readonly atFivePercent: OperatingPoint | null;
  /** How well the confidence tells answerable questions from unanswerable ones. */
  readonly areaUnderRoc: number | null;
}

export function measureCandidates(all: readonly JudgedCandidate[]): CandidateMeasures {
  const answerable = all.filter((item) => item.answerable);
  return {
    exactMatch: share(answerable, ({ exact }) => exact),
    f1: mean(answerable.map(({ f1 }) => f1)),
    right: share(answerable, ({ right }) => right),
    atFivePercent: operatingPoint(all, COMPARED_AT),
    areaUnderRoc: areaUnderRoc(all),
  };
}

/** Share of the items that pass; `null` of none. */
export function share<T>(items: readonly T[], test: (item: T) => boolean): number | null {
  return mean(items.map((item) => (test(item) ? 1 : 0)));
}
