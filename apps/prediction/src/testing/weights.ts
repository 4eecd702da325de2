import { WEIGHT_NAMES, type SentenceWeights, type Weights } from '../reading/logistic.js';

/** Weights that are zero but for what is given. */
export function weightsOf(given: Partial<Weights>): Weights {
  return { ...(Object.fromEntries(WEIGHT_NAMES.map((name) => [name, 0])) as Weights), ...given };
}

export function sentenceWeightsOf(rank: Partial<Weights>, decide: Partial<Weights>, decideLead = 0): SentenceWeights {
  return { about: 'made for a test', rank: weightsOf(rank), decide: weightsOf(decide), decideLead };
}
