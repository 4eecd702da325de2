import type { JobOf, QueueName } from '@personal-assistant/contracts';

/** A job that no repeat can heal: it is given up at once. */
export class PermanentJobError extends Error {
  override readonly name = 'PermanentJobError';
}

export interface PublishOptions {
  /** Our own id; while a job with this id is in the queue, publishing it again changes nothing. No `:` in it. */
  jobId: string;
  delayMs?: number;
}

export interface ConsumeOptions<Q extends QueueName> {
  /** Jobs in work at the same time. Default 1. */
  concurrency?: number;
  /** Attempts before a job is given up. Default 8, with exponential backoff from 250 ms to 30 s. */
  attempts?: number;
  /** Called once a job is given up: a permanent error, or its last attempt failed. */
  onGivenUp?: (job: JobOf<Q>, reason: string) => Promise<void>;
}

export interface Consumer {
  /** Waits for the jobs in work, then stops. */
  close(): Promise<void>;
}

/**
 * Queues that carry ids between the services. At least once: a job may run twice, a lost queue is published again by the
 * sweeper of the data service. Handlers throw to be retried and throw {@link PermanentJobError} to give up.
 */
export interface JobQueue {
  publish<Q extends QueueName>(queue: Q, job: JobOf<Q>, options: PublishOptions): Promise<void>;
  consume<Q extends QueueName>(
    queue: Q,
    handler: (job: JobOf<Q>) => Promise<void>,
    options?: ConsumeOptions<Q>,
  ): Consumer;
  /** @throws when the backend does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
export const JOB_QUEUE = Symbol('JOB_QUEUE');
