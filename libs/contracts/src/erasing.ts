import { z } from 'zod';
import { trainDataSchema } from './api.js';

/** A kept version that was made while a text was still taught. */
export const holdingVersionSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  live: z.boolean(),
  /** Its passages hold the text; they are passed over when it answers. */
  passages: z.boolean(),
  /** Its reader or a language model was fine-tuned while the text was taught, so the version's weights may have learned from it. */
  weights: z.boolean(),
  /** It is needed for nothing, so it can be deleted. */
  deletable: z.boolean(),
});
export type HoldingVersion = z.infer<typeof holdingVersionSchema>;

/** 200 of `DELETE /api/train-data/:id`: it is used no more, and these versions still hold it on disk, newest first. */
export const withdrawalSchema = z.object({
  trainData: trainDataSchema,
  heldBy: z.array(holdingVersionSchema),
  /** A training that was running already; what it makes passes the text over. */
  heldByTraining: z.number().int().nullable(),
});
/** 202 of `DELETE /api/me`: what of the person is being erased. */
export const forgettingSchema = z.object({ texts: z.number().int(), questions: z.number().int() });
export type ForgettingBegun = z.infer<typeof forgettingSchema>;

export type Withdrawal = z.infer<typeof withdrawalSchema>;
