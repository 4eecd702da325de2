import { z } from 'zod';

/** Longest question or answer of a report; longer ones are cut. Unit: UTF-16 code units. */
const SHOWN = 500;

/** What one version does with a golden question. */
export const goldenSideSchema = z.object({
  /** Absent: it says that it was not taught that. */
  answer: z.string().max(SHOWN).optional(),
  right: z.boolean(),
  /** The text that the answer was read from. */
  trainDataId: z.number().int().optional(),
  /** All of them, of an answer in the words of a language model. */
  citedIds: z.array(z.number().int()).max(20).optional(),
});
export type GoldenSide = z.infer<typeof goldenSideSchema>;
export const goldenVerdictSchema = z.enum(['fixed', 'broken', 'unchanged']);
export const goldenItemSchema = z.object({
  id: z.number().int(),
  question: z.string().max(SHOWN),
  /** Absent: right is to say that it was not taught. */
  expected: z.string().max(SHOWN).optional(),
  verdict: goldenVerdictSchema,
  candidate: goldenSideSchema,
  /** Absent: there was no version to compare with. */
  live: goldenSideSchema.optional(),
});
export type GoldenItem = z.infer<typeof goldenItemSchema>;

export const goldenSummarySchema = z.object({
  asked: z.number().int().nonnegative(),
  right: z.number().int().nonnegative(),
  /** Of the version that was live; absent: they were not compared, `note` says why. */
  liveRight: z.number().int().nonnegative().optional(),
  fixed: z.number().int().nonnegative(),
  broken: z.number().int().nonnegative(),
  note: z.string().max(300).optional(),
});
export const MAX_GOLDEN_ITEMS = 400;
/** One of the new pairs that say something else than the other texts. */
export const doubtExampleSchema = z.object({
  question: z.string().max(SHOWN),
  pair: z.string().max(SHOWN),
  texts: z.string().max(SHOWN),
  /** Whose words these are: the pair, and the text that was read. With any of them the example goes. */
  trainDataIds: z.array(z.number().int()).max(10),
});
/** The golden questions put to a new version and to the one that was live when its training was claimed. */
export const goldenReportSchema = goldenSummarySchema.extend({
  liveModelId: z.number().int().optional(),
  /** One clause: why people should look at what is new before it goes live, whatever the golden questions say. */
  doubt: z.string().max(300).optional(),
  /** In the words of texts, and so apart from `doubt`, which is kept for good. */
  doubtExample: doubtExampleSchema.optional(),
  /**
   * Broken ones to which the version would give the right answer, only not surely enough. Absent where nothing speaks for what is
   * new: no other texts agree with the new pairs.
   */
  hesitant: z.number().int().nonnegative().optional(),
  /** Broken ones first, then fixed ones. All, as a training sends it; of a version as it is kept, the first. */
  items: z.array(goldenItemSchema).max(MAX_GOLDEN_ITEMS),
});
export type GoldenReport = z.infer<typeof goldenReportSchema>;
