import { type Weights, WEIGHT_NAMES, type SentenceWeights, logit, sigmoid } from '../src/reading/logistic.js';
import { type Features, FEATURES } from '../src/reading/features.js';
import { leadOf } from '../src/reading/sentence-reader.js';
import { minimise } from './minimise.js';
import type { Probe } from './workspaces.js';

const row = (features: Features): number[] => [1, ...FEATURES.map((name) => features[name])];
const dot = (a: readonly number[], b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const named = (parameters: Float64Array): Weights =>
  Object.fromEntries(WEIGHT_NAMES.map((name, i) => [name, Number((parameters[i] ?? 0).toFixed(4))])) as Weights;

/** Softmax over the sentences of a question; the loss is what the sentences with an answer leave of the probability. */
export function fitRank(probes: readonly Probe[]): Weights {
  const lists = probes
    .filter(({ sentences }) => sentences.some(({ gold }) => gold) && sentences.some(({ gold }) => !gold))
    .map(({ sentences }) => sentences.map(({ features, gold }) => ({ x: row(features), gold })));
  const parameters = minimise(WEIGHT_NAMES.length, 1e-4, (w, out) => {
    for (const list of lists) {
      const scores = list.map(({ x }) => Math.exp(dot(x, w)));
      const all = scores.reduce((a, b) => a + b, 0);
      const gold = scores.reduce((sum, score, i) => sum + (list[i]?.gold ? score : 0), 0);
      list.forEach(({ x, gold: isGold }, i) => {
        const pull = ((scores[i] ?? 0) / all - (isGold ? (scores[i] ?? 0) / gold : 0)) / lists.length;
        x.forEach((value, j) => (out[j] = (out[j] ?? 0) + pull * value));
      });
    }
  });
  return named(parameters);
}

/**
 * Logistic over the best sentence's features and its lead: does it answer? A wrong sentence for an answerable question is
 * a no, like every sentence for an unanswerable one.
 */
export function fitDecision(
  probes: readonly Probe[],
  rankWeights: Weights,
): Pick<SentenceWeights, 'decide' | 'decideLead'> {
  const examples = probes.flatMap(({ sentences }) => {
    const scored = sentences
      .map((sentence) => ({ sentence, score: logit(rankWeights, sentence.features) }))
      .sort((a, b) => b.score - a.score);
    const [best] = scored;
    if (!best) return [];
    const rival = scored.find(({ sentence }) => sentence.trainDataId !== best.sentence.trainDataId);
    return [{ x: [...row(best.sentence.features), leadOf(best.score, rival?.score)], y: best.sentence.gold ? 1 : 0 }];
  });
  const parameters = minimise(WEIGHT_NAMES.length + 1, 1e-4, (w, out) => {
    for (const { x, y } of examples) {
      const pull = (sigmoid(dot(x, w)) - y) / examples.length;
      x.forEach((value, j) => (out[j] = (out[j] ?? 0) + pull * value));
    }
  });
  return { decide: named(parameters), decideLead: Number((parameters[WEIGHT_NAMES.length] ?? 0).toFixed(4)) };
}
