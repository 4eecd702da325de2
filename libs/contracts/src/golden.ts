import { z } from 'zod';
import { listOf } from './api.js';

/** `/api/golden`: the questions that each version of a workspace is held against, for approvers. */

export const goldenOriginSchema = z.enum(['PAIR', 'CORRECTION', 'ABSTENTION', 'MANUAL']);
export type GoldenOrigin = z.infer<typeof goldenOriginSchema>;
/** A pair is learned from or kept for the gate, never both. */
export const goldenUseSchema = z.enum(['LEARN', 'GATE']);
export type GoldenUse = z.infer<typeof goldenUseSchema>;

export const goldenQuestionSchema = z.object({
  id: z.number().int(),
  question: z.string(),
  /** `null`: nothing taught answers it, the assistant has to say so. */
  answer: z.string().nullable(),
  origin: goldenOriginSchema,
  use: goldenUseSchema,
  trainDataId: z.number().int().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Golden = z.infer<typeof goldenQuestionSchema>;
export const goldenListSchema = listOf(goldenQuestionSchema);
export const goldenQuerySchema = z.object({
  origin: goldenOriginSchema.optional(),
  use: goldenUseSchema.optional(),
  /** Words that the question or the answer holds, in whatever case. */
  q: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(64).optional(),
});

const question = z.string().trim().min(1).max(2000);
const answer = z.string().trim().min(1).max(20_000).nullable();
/** Without an answer: the assistant has to say that it was not taught. */
export const createGoldenSchema = z.object({ question, answer: answer.default(null) });
export const changeGoldenSchema = z.object({ question: question.optional(), answer: answer.optional() });

/** `POST /api/golden/import`: most lines of a file. */
export const MAX_GOLDEN_LINES = 10_000;
/** A line of an import; `answer` has to be there, so that a misspelt one is not taken for none. */
export const goldenLineSchema = z.object({ question, answer });
const goldenImportRefusalSchema = z.object({ line: z.number().int(), message: z.string() });
export type GoldenImportRefusal = z.infer<typeof goldenImportRefusalSchema>;
/** What became of the lines: those that could be read are taken in, whatever became of the others. */
export const goldenImportSchema = z.object({
  created: z.number().int(),
  /** Were there already, and have the answer of the file now. */
  updated: z.number().int(),
  unchanged: z.number().int(),
  refused: z.array(goldenImportRefusalSchema),
});
export type GoldenImport = z.infer<typeof goldenImportSchema>;
