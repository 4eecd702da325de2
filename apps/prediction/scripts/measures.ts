import { rank } from '../src/reading/sentence-reader.js';
import type { SentenceWeights } from '../src/reading/logistic.js';
import type { Probe } from './workspaces.js';

/** What a probe comes to with some weights. */
export interface Outcome {
  readonly answerable: boolean;
  readonly confidence: number;
  readonly right: boolean;
  readonly f1: number;
}

export function outcomes(probes: readonly Probe[], weights: SentenceWeights): Outcome[] {
  return probes.map(({ sentences, answerable, question }) => {
    const [best] = rank(sentences, weights);
    const sentence = best && sentences.find((s) => s === best.sentence);
    return {
      answerable,
      confidence: best?.confidence ?? 0,
      right: sentence?.gold ?? false,
      f1: sentence ? Math.max(...question.answers.map((answer) => tokenF1(sentence.text, answer.text))) : 0,
    };
  });
}

/** Area under the ROC curve of answerable against unanswerable. */
export function auc(results: readonly Outcome[]): number {
  const sorted = [...results].sort((a, b) => a.confidence - b.confidence);
  let rankSum = 0;
  let positives = 0;
  sorted.forEach(({ answerable }, i) => {
    if (!answerable) return;
    rankSum += i + 1;
    positives++;
  });
  const negatives = sorted.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Confidence that `target` of the unanswerable questions reach or pass. */
export function thresholdAt(results: readonly Outcome[], target: number): number {
  const negatives = results
    .filter(({ answerable }) => !answerable)
    .map(({ confidence }) => confidence)
    .sort((a, b) => b - a);
  return (negatives[Math.floor(negatives.length * target)] ?? 0) + 1e-9;
}

/** One line of figures, shares in percent. */
export function report(name: string, probes: readonly Probe[], weights: SentenceWeights): string {
  const results = outcomes(probes, weights);
  const answerable = results.filter((result) => result.answerable);
  const share = (part: number, of: number) => (of === 0 ? '-' : ((100 * part) / of).toFixed(1));
  const recall = (k: number) =>
    share(probes.filter((p) => p.goldRank !== undefined && p.goldRank <= k).length, answerable.length);
  const threshold = thresholdAt(results, 0.05);
  const answered = answerable.filter(({ confidence }) => confidence >= threshold);
  const mean = answered.length === 0 ? 0 : answered.reduce((sum, { f1 }) => sum + f1, 0) / answered.length;
  return [
    name.padEnd(18),
    `n ${answerable.length}+${results.length - answerable.length}`,
    `recall@1 ${recall(1)} @4 ${recall(4)} @6 ${recall(6)}`,
    `right sentence ${share(answerable.filter(({ right }) => right).length, answerable.length)}`,
    `F1 ${(100 * (answerable.reduce((sum, { f1 }) => sum + f1, 0) / answerable.length)).toFixed(1)}`,
    `AUC ${auc(results).toFixed(3)}`,
    `at 5 % false answers: threshold ${threshold.toFixed(3)}, answered ${share(answered.length, answerable.length)}, right of those ${share(answered.filter(({ right }) => right).length, answered.length)}, F1 ${(100 * mean).toFixed(1)}`,
  ].join(' | ');
}

function tokenF1(a: string, b: string): number {
  const tokens = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const left = tokens(a);
  const right = tokens(b);
  const rest = [...right];
  let common = 0;
  for (const token of left) {
    const at = rest.indexOf(token);
    if (at === -1) continue;
    rest.splice(at, 1);
    common++;
  }
  return common === 0 ? 0 : (2 * common) / (left.length + right.length);
}
