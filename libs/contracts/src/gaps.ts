import { z } from 'zod';
import { listOf, personSchema } from './api.js';

/** Unanswered questions that ask the same, for approvers. */

export const gapStatusSchema = z.enum(['OPEN', 'ANSWERED', 'OUT_OF_SCOPE']);
export type GapStatus = z.infer<typeof gapStatusSchema>;
export const gapSchema = z.object({
  id: z.number().int(),
  /** The most typical of the questions. */
  question: z.string(),
  status: gapStatusSchema,
  count: z.number().int(),
  people: z.number().int(),
  since: z.iso.datetime(),
  lastAskedAt: z.iso.datetime(),
  /** The pair that was taught as its answer. */
  trainDataId: z.number().int().nullable(),
  decidedBy: personSchema.nullable(),
  decidedAt: z.iso.datetime().nullable(),
  /** When a version knew the answer and everybody who asked was told. */
  toldAt: z.iso.datetime().nullable(),
});
export type Gap = z.infer<typeof gapSchema>;
/** Most asked for first. */
export const gapListSchema = listOf(gapSchema);
export const gapQuerySchema = z.object({
  status: gapStatusSchema.default('OPEN'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(64).optional(),
});
/** `POST /api/gaps/:id/answer`: taught as a pair with the gap's question, and approved by that act. */
export const answerGapSchema = z.object({ text: z.string() });
