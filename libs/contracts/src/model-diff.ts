import { z } from 'zod';
import { modelSchema } from './api.js';
import { goldenSideSchema } from './golden-report.js';

/** `GET /api/models/:a/diff/:b`: two built versions side by side, for approvers. */

export const modelDiffQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(64).optional(),
});

const differingGoldenSchema = z.object({
  id: z.number().int(),
  question: z.string(),
  /** Absent: right is to say that it was not taught. */
  expected: z.string().optional(),
  a: goldenSideSchema,
  b: goldenSideSchema,
});
export type DifferingGolden = z.infer<typeof differingGoldenSchema>;

export const modelDiffSchema = z.object({
  /** With their scores: `metrics`, and `golden` as it was when each was trained. */
  a: modelSchema,
  b: modelSchema,
  /** The later version knows all that the earlier one does, but for what was withdrawn; withdrawn texts are not listed. */
  texts: z.object({
    onlyA: z.number().int(),
    onlyB: z.number().int(),
    /** Texts that the earlier one was built with, and the later one not, because they were withdrawn. */
    withdrawn: z.number().int(),
    /** Those that only one of the two knows, newest first. */
    items: z.array(
      z.object({
        id: z.number().int(),
        /** Its beginning. */
        text: z.string(),
        knownTo: z.enum(['a', 'b']),
      }),
    ),
    next: z.string().nullable(),
  }),
  /** Golden questions as each version was asked them last, without those that were deleted or withdrawn since. */
  golden: z.object({
    askedA: z.number().int(),
    askedB: z.number().int(),
    /** Of those that both were asked, with the same right answer. */
    both: z.number().int(),
    rightA: z.number().int(),
    rightB: z.number().int(),
    /** Why the comparison is not of all questions; `null`: both were asked the same. */
    note: z.string().nullable(),
    /** Those of `both` that one has right and the other wrong. */
    items: z.array(differingGoldenSchema),
  }),
});
export type ModelDiff = z.infer<typeof modelDiffSchema>;
