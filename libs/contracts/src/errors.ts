import { z } from 'zod';

/** Codes of every error that an HTTP API of this system answers with. */
export const ERROR_CODES = [
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'TOO_LARGE',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'INTERNAL',
  // teaching
  'TEXT_EMPTY',
  'TEXT_TOO_SHORT',
  'TEXT_TOO_LARGE',
  'TEXT_BINARY',
  'TEXT_DUPLICATE',
  'TEXT_NEAR_DUPLICATE',
  'PAIR_INCOMPLETE',
  'ALREADY_DECIDED',
  'NOT_AN_APPROVER',
  'WRONG_CHAT',
  'ANONYMOUS_SENDER',
  // training
  'NOTHING_PENDING',
  'TRAINING_RUNNING',
  'STALE_ATTEMPT',
  // answering
  'NO_LIVE_MODEL',
  'QUESTION_EMPTY',
  'QUESTION_TOO_LONG',
  'ALREADY_ANSWERED',
] as const;
export const errorCodeSchema = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** Body of every answer that is not 2xx. `message` is one sentence for the person; `errorId` finds the log line of a 500. */
export const errorBodySchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  errorId: z.string().optional(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
