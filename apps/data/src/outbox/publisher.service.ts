import { Inject, Injectable } from '@nestjs/common';
import { QUEUE_NAMES, type QueueName } from '@personal-assistant/contracts';
import { JOB_QUEUE, type JobQueue } from '@personal-assistant/service-kit';
import { OutboxRepository, type OutboxRow } from './outbox.repository.js';

/** Puts the job of an outbox row into its queue. */
@Injectable()
export class PublisherService {
  constructor(
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
  ) {}

  async publish(row: OutboxRow): Promise<void> {
    const { correlationId } = row;
    const target = row.targetId ?? '';
    // Each publication has a row and so an id of its own: it is never taken for a job that died.
    const options = { jobId: `outbox-${row.id.toString()}` };
    const queue = queueName(row.queue);
    switch (queue) {
      case 'telegram-message-queue':
        await this.queue.publish(queue, { commandId: target, correlationId }, options);
        break;
      case 'build-model-queue':
        await this.queue.publish(queue, { modelId: Number(target), correlationId }, options);
        break;
      case 'predict-message-queue':
        await this.queue.publish(queue, { questionId: target, correlationId }, options);
        break;
    }
    await this.outbox.finishJob(row);
  }
}

function queueName(name: string | null): QueueName {
  const known = QUEUE_NAMES.find((queue) => queue === name);
  if (!known) throw new Error(`outbox row for the unknown queue ${String(name)}`);
  return known;
}
