import { type JobOf, type QueueName, QUEUES } from '@personal-assistant/contracts';
import type { Consumer, ConsumeOptions, JobQueue } from '@personal-assistant/service-kit';

interface Registration {
  handler: (job: unknown) => Promise<void>;
  onGivenUp: (job: unknown, reason: string) => Promise<void>;
}

/** A queue in memory without retries: {@link FakeJobQueue.deliver} runs the consumer's handler and tells how it went. */
export class FakeJobQueue implements JobQueue {
  private readonly registrations = new Map<QueueName, Registration>();
  private readonly waiting: (() => void)[] = [];
  concurrency: number | undefined;

  publish(): Promise<void> {
    return Promise.reject(new Error('the prediction service publishes nothing'));
  }

  consume<Q extends QueueName>(
    queue: Q,
    handler: (job: JobOf<Q>) => Promise<void>,
    options: ConsumeOptions<Q> = {},
  ): Consumer {
    this.concurrency = options.concurrency;
    this.registrations.set(queue, {
      handler: (job) => handler(job as JobOf<Q>),
      onGivenUp: async (job, reason) => options.onGivenUp?.(job as JobOf<Q>, reason),
    });
    for (const tell of this.waiting.splice(0)) tell();
    return {
      close: () => {
        this.registrations.delete(queue);
        return Promise.resolve();
      },
    };
  }

  consumes(queue: QueueName): boolean {
    return this.registrations.has(queue);
  }

  /** Settles once somebody consumes. */
  async consumed(queue: QueueName): Promise<void> {
    while (!this.consumes(queue)) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  async deliver<Q extends QueueName>(queue: Q, job: JobOf<Q>): Promise<void> {
    await this.registration(queue).handler(QUEUES[queue].parse(job));
  }

  async giveUp<Q extends QueueName>(queue: Q, job: JobOf<Q>, reason: string): Promise<void> {
    await this.registration(queue).onGivenUp(job, reason);
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.registrations.clear();
    return Promise.resolve();
  }

  private registration(queue: QueueName): Registration {
    const registration = this.registrations.get(queue);
    if (!registration) throw new Error(`nobody consumes ${queue}`);
    return registration;
  }
}
