import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { commandResultSchema, type JobOf } from '@personal-assistant/contracts';
import {
  CONFIG,
  type Config,
  type Consumer,
  JOB_QUEUE,
  type JobQueue,
  logger,
  PermanentJobError,
  RemoteError,
  type ServiceClient,
} from '@personal-assistant/service-kit';
import { countOutcome } from './consumer.metrics.js';

export const DATA_SERVICE = Symbol('DATA_SERVICE');

/**
 * Takes commands off `telegram-message-queue` and drives each through the data service. It holds no state: a job that is
 * lost or given up here is still open in the data service, whose sweeper publishes it again or fails it.
 */
@Injectable()
export class CommandConsumer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = logger('commands');
  private consumer: Consumer | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(DATA_SERVICE) private readonly data: ServiceClient,
  ) {}

  onApplicationBootstrap(): void {
    this.consumer = this.queue.consume('telegram-message-queue', (job) => this.process(job), {
      concurrency: this.config.CONSUMER_CONCURRENCY,
      onGivenUp: (job, reason) => this.giveUp(job, reason),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.consumer?.close();
  }

  /** @throws PermanentJobError when the data service refuses the command for good; any other error is retried. */
  async process(job: JobOf<'telegram-message-queue'>): Promise<void> {
    try {
      const result = await this.data.post(
        `/internal/commands/${job.commandId}/process`,
        {},
        commandResultSchema,
        30_000,
      );
      countOutcome(result.status);
    } catch (error) {
      if (error instanceof RemoteError && !error.retryable) throw new PermanentJobError(error.message);
      throw error;
    }
  }

  /** Tells the data service, which marks the command as failed (a dead letter) and tells the person. */
  private async giveUp(job: JobOf<'telegram-message-queue'>, reason: string): Promise<void> {
    countOutcome('GIVEN_UP');
    try {
      await this.data.post(
        `/internal/commands/${job.commandId}/fail`,
        { reason: reason.slice(0, 1000) },
        commandResultSchema,
      );
    } catch (error) {
      // The sweeper finds the command still open and publishes it again.
      this.log.warn(
        { err: error, commandId: job.commandId },
        'the data service did not hear that a command was given up',
      );
    }
  }
}
