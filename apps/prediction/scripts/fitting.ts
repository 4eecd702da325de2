import { type Weights, WEIGHT_NAMES, type SentenceWeights, logit, sigmoid } from '../src/reading/logistic.js';
import { type Features, FEATURES } from '../src/reading/features.js';
import { leadOf } from '../src/reading/sentence-reader.js';
import type { Probe } from './workspaces.js';

const STEPS = 400;
const RATE = 0.1;

/** Minimises by Adam over all examples at once. `gradient` adds its share for the parameters into `out`. */
function minimise(
  size: number,
  decay: number,
  gradient: (parameters: Float64Array, out: Float64Array) => void,
): Float64Array {
  const parameters = new Float64Array(size);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  for (let step = 1; step <= STEPS; step++) {
    const out = new Float64Array(size);
    gradient(parameters, out);
    for (let i = 0; i < size; i++) {
      const g = (out[i] ?? 0) + decay * (parameters[i] ?? 0);
      first[i] = 0.9 * (first[i] ?? 0) + 0.1 * g;
      second[i] = 0.999 * (second[i] ?? 0) + 0.001 * g * g;
      const update = (first[i] ?? 0) / (1 - 0.9 ** step) / (Math.sqrt((second[i] ?? 0) / (1 - 0.999 ** step)) + 1e-8);
      parameters[i] = (parameters[i] ?? 0) - RATE * (1 - step / (STEPS + 1)) * update;
    }
  }
  return parameters;
}

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
