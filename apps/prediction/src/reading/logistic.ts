import { z } from 'zod';
import { type Feature, FEATURES, type Features } from './features.js';

export const WEIGHT_NAMES = ['bias', ...FEATURES] as const;
const weightsSchema = z.record(z.enum(WEIGHT_NAMES), z.number());
export type Weights = Record<Feature | 'bias', number>;

/** The fitted weights of the sentence reader, with how they were made. */
export const sentenceWeightsSchema = z.object({
  about: z.string(),
  /** Orders the sentences of a question. */
  rank: weightsSchema,
  /** Turns the best sentence's features into a confidence. */
  decide: weightsSchema,
  /** Of the lead in `rank` score over the best sentence of another text, saturating. */
  decideLead: z.number(),
});
export type SentenceWeights = z.infer<typeof sentenceWeightsSchema>;

/** Log odds. */
export function logit(weights: Weights, features: Features): number {
  return FEATURES.reduce((sum, name) => sum + weights[name] * features[name], weights.bias);
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
