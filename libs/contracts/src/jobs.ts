import { z } from 'zod';

/** Jobs carry ids only: PostgreSQL is the truth, and a lost queue loses nothing. */
export const commandJobSchema = z.object({ commandId: z.uuid(), correlationId: z.string() });
export const buildModelJobSchema = z.object({ modelId: z.number().int().positive(), correlationId: z.string() });
export const predictJobSchema = z.object({ questionId: z.uuid(), correlationId: z.string() });

/** Every queue of the system with the schema of its jobs; each has exactly one handler. */
export const QUEUES = {
  'telegram-message-queue': commandJobSchema,
  'build-model-queue': buildModelJobSchema,
  'predict-message-queue': predictJobSchema,
} as const;

export type QueueName = keyof typeof QUEUES;
export type JobOf<Q extends QueueName> = z.infer<(typeof QUEUES)[Q]>;
export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];
