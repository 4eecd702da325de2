import { mean } from '@personal-assistant/measuring';

export interface Judged {
  readonly answerable: boolean;
  readonly confidence: number;
  /** 0 to 1; of no account when the question is not answerable. */
  readonly f1: number;
  readonly right: boolean;
}

export interface OperatingPoint {
  /** Answers with at least this confidence are given; `null` when only silence keeps the target. */
  readonly threshold: number | null;
  /** Share of the unanswerable questions that are answered at it. */
  readonly falseAnswers: number;
  /** Share of the answerable questions that are answered. */
  readonly coverage: number;
  /** Mean F1 of these. */
  readonly f1: number | null;
  /** Share of these that is right. */
  readonly right: number | null;
}

/**
 * The lowest threshold at which at most `target` of the unanswerable questions are answered, and what it makes of the
 * answerable ones. Only confidences that occur are thresholds: between two of them nothing changes.
 *
 * @returns `null` without unanswerable questions, when there is nothing to tell it by
 */
export function operatingPoint(all: readonly Judged[], target: number): OperatingPoint | null {
  const unanswerable = all.filter(({ answerable }) => !answerable);
  const answerable = all.filter((item) => item.answerable);
  if (unanswerable.length === 0 || answerable.length === 0) return null;
  const falseAt = (threshold: number) =>
    unanswerable.filter(({ confidence }) => confidence >= threshold).length / unanswerable.length;
  const thresholds = [...new Set(all.map(({ confidence }) => confidence))].sort((a, b) => a - b);
  const threshold = thresholds.find((candidate) => falseAt(candidate) <= target) ?? null;
  const given = threshold === null ? [] : answerable.filter(({ confidence }) => confidence >= threshold);
  return {
    threshold,
    falseAnswers: threshold === null ? 0 : falseAt(threshold),
    coverage: given.length / answerable.length,
    f1: mean(given.map(({ f1 }) => f1)),
    right: mean(given.map(({ right }) => (right ? 1 : 0))),
  };
}

/**
 * How often an answerable question has more confidence than an unanswerable one (ties half): 0.5 by chance, 1 at best. Steadier
 * than one operating point. `null` when one kind is missing.
 */
export function areaUnderRoc(all: readonly Pick<Judged, 'answerable' | 'confidence'>[]): number | null {
  const below = all.filter(({ answerable }) => !answerable).map(({ confidence }) => confidence);
  const wins = all
    .filter(({ answerable }) => answerable)
    .map((item) => mean(below.map((other) => (item.confidence > other ? 1 : item.confidence === other ? 0.5 : 0))));
  return mean(wins.filter((share) => share !== null));
}
