import { interpolate, type Curve } from '../src/reading/judgement.js';
import { ANSWERABLE_SHARE, type HeldOut, RIGHT_FROM } from './span-fitting.js';

/** A decision with its confidence. */
export interface Outcome extends HeldOut {
  readonly confidence: number;
}

export function outcomes(items: readonly HeldOut[], calibration: Curve): Outcome[] {
  return items.map((item) => ({ ...item, confidence: interpolate(calibration, item.odds) }));
}

/** The lowest confidence that at most `share` of the unanswerable questions reach. */
export function thresholdAt(results: readonly Outcome[], share: number): number {
  const wrong = results
    .filter(({ probe }) => !probe.answerable)
    .map(({ confidence }) => confidence)
    .sort((a, b) => b - a);
  return Math.min(1, (wrong[Math.floor(wrong.length * share)] ?? 0) + 1e-4);
}

/** Area under the ROC curve of answerable against unanswerable. */
export function auc(results: readonly Outcome[]): number {
  const sorted = [...results].sort((a, b) => a.confidence - b.confidence);
  let ranks = 0;
  let positives = 0;
  sorted.forEach(({ probe }, i) => {
    if (!probe.answerable) return;
    ranks += i + 1;
    positives++;
  });
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (sorted.length - positives));
}

/** Expected calibration error over ten bins, questions weighted to {@link ANSWERABLE_SHARE}. */
export function calibrationError(results: readonly Outcome[]): number {
  const answerable = results.filter(({ probe }) => probe.answerable).length / results.length;
  const bins = Array.from({ length: 10 }, () => ({ weight: 0, confidence: 0, right: 0 }));
  let total = 0;
  for (const { confidence, right, probe } of results) {
    const weight = probe.answerable ? ANSWERABLE_SHARE / answerable : (1 - ANSWERABLE_SHARE) / (1 - answerable || 1);
    const bin = bins[Math.min(9, Math.floor(confidence * 10))];
    if (!bin) continue;
    bin.weight += weight;
    bin.confidence += weight * confidence;
    bin.right += right ? weight : 0;
    total += weight;
  }
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / total;
}

/** One line of figures, shares in percent. */
export function report(name: string, results: readonly Outcome[]): string {
  const answerable = results.filter(({ probe }) => probe.answerable);
  const percent = (part: number, of: number) => (of === 0 ? '-' : ((100 * part) / of).toFixed(1));
  const mean = (items: readonly Outcome[]) =>
    percent(
      items.reduce((sum, { best }) => sum + best.f1, 0),
      items.length,
    );
  const recall = (k: number) =>
    percent(answerable.filter(({ probe }) => (probe.goldRank ?? Infinity) <= k).length, answerable.length);
  const best = answerable.reduce((sum, { probe }) => sum + Math.max(0, ...probe.spans.map(({ f1 }) => f1)), 0);
  const exact = answerable.filter(({ best: span }) => span.exact).length;
  const threshold = thresholdAt(results, 0.05);
  const answered = answerable.filter(({ confidence }) => confidence >= threshold);
  return [
    name.padEnd(22),
    `n ${answerable.length}+${results.length - answerable.length}`,
    `recall@1 ${recall(1)} @4 ${recall(4)} @8 ${recall(8)}`,
    `EM ${percent(exact, answerable.length)} F1 ${mean(answerable)} (best span ${percent(best, answerable.length)})`,
    `right ${percent(answerable.filter(({ right }) => right).length, answerable.length)}`,
    `AUC ${auc(results).toFixed(3)}`,
    `ECE ${(100 * calibrationError(results)).toFixed(1)}`,
    `at 5 % false: ${threshold.toFixed(3)} answered ${percent(answered.length, answerable.length)} F1 ${mean(answered)} right ${percent(answered.filter(({ best: span }) => span.f1 >= RIGHT_FROM).length, answered.length)}`,
  ].join(' | ');
}
