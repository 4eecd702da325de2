import { type JobOf, QUEUE_NAMES, type QueueName, QUEUES } from '@personal-assistant/contracts';
import {
  type BackendFactory,
  createPostgresBackend,
  type Job,
  Queue,
  type QueueOptions,
  UnrecoverableError,
  Worker,
} from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import { type Config, databaseUrl } from '../config/config.js';
import { withCorrelation } from '../logging/correlation.js';
import { logger } from '../logging/logger.js';
import {
  type Consumer,
  type ConsumeOptions,
  type JobQueue,
  PermanentJobError,
  type PublishOptions,
} from './job-queue.js';

/** The hash tag keeps all keys of a queue in one slot of a Redis Cluster. The train service's worker uses the same. */
export const QUEUE_PREFIX = '{pa}';
const DEFAULT_ATTEMPTS = 8;
const LONGEST_BACKOFF_MS = 30_000;

interface Backend {
  connection: QueueOptions['connection'];
  factory: BackendFactory | undefined;
  close(): Promise<void>;
}

/** {@link JobQueue} by BullMQ: on PostgreSQL, on Redis, or on a Redis Cluster, as the configuration says. */
export function createJobQueue(config: Config): JobQueue {
  return new BullmqJobQueue(config.QUEUE_BACKEND === 'postgres' ? postgresBackend(config) : redisBackend(config));
}

class BullmqJobQueue implements JobQueue {
  private readonly log = logger('queue');
  private readonly queues = new Map<QueueName, Queue>();
  private readonly consumers = new Set<Consumer>();

  constructor(private readonly backend: Backend) {}

  async publish<Q extends QueueName>(queue: Q, job: JobOf<Q>, options: PublishOptions): Promise<void> {
    await this.queue(queue).add(queue, QUEUES[queue].parse(job), {
      jobId: options.jobId,
      delay: options.delayMs,
      // Worker.ts decides the number of attempts that count; this is the upper bound that BullMQ needs at add time.
      attempts: DEFAULT_ATTEMPTS,
      backoff: { type: 'bounded' },
      removeOnComplete: true,
      removeOnFail: true,
    });
  }

  consume<Q extends QueueName>(
    queue: Q,
    handler: (job: JobOf<Q>) => Promise<void>,
    options: ConsumeOptions<Q> = {},
  ): Consumer {
    const attempts = Math.min(options.attempts ?? DEFAULT_ATTEMPTS, DEFAULT_ATTEMPTS);
    const worker = new Worker(
      queue,
      async (job: Job) => {
        const data = QUEUES[queue].safeParse(job.data);
        if (!data.success) {
          this.log.error({ queue, jobId: job.id }, 'job of an unknown form was dropped');
          throw new UnrecoverableError('unknown form');
        }
        const parsed = data.data as JobOf<Q>;
        await withCorrelation(parsed.correlationId, async () => {
          try {
            await handler(parsed);
          } catch (error) {
            await this.settleFailure(queue, job, parsed, error, attempts, options);
          }
        });
      },
      {
        ...this.options(),
        concurrency: options.concurrency ?? 1,
        lockDuration: 30_000,
        stalledInterval: 5_000,
        maxStalledCount: 10,
        settings: { backoffStrategy: boundedBackoff },
      },
      this.backend.factory as never,
    );
    worker.on('error', (error) => {
      this.log.warn({ queue, err: error }, 'queue connection trouble; it is retried');
    });
    const consumer = {
      close: async () => {
        this.consumers.delete(consumer);
        await worker.close();
      },
    };
    this.consumers.add(consumer);
    return consumer;
  }

  async ping(): Promise<void> {
    const [first] = QUEUE_NAMES;
    if (first) await this.queue(first).getWaitingCount();
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumers].map((consumer) => consumer.close()));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.backend.close();
  }

  /** Rethrows for BullMQ: as a retry, or as the end of the job, which `onGivenUp` hears first. */
  private async settleFailure<Q extends QueueName>(
    queue: Q,
    job: Job,
    data: JobOf<Q>,
    error: unknown,
    attempts: number,
    options: ConsumeOptions<Q>,
  ): Promise<never> {
    const reason = error instanceof Error ? error.message : String(error);
    const last = error instanceof PermanentJobError || job.attemptsMade + 1 >= attempts;
    this.log[last ? 'error' : 'warn'](
      { queue, jobId: job.id, attempt: job.attemptsMade + 1, err: error },
      'job failed',
    );
    if (!last) throw error;
    await options.onGivenUp?.(data, reason);
    throw new UnrecoverableError(reason);
  }

  private queue(name: QueueName): Queue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new Queue(name, this.options(), this.backend.factory as never);
      queue.on('error', (error) => {
        this.log.warn({ queue: name, err: error }, 'queue connection trouble; it is retried');
      });
      this.queues.set(name, queue);
    }
    return queue;
  }

  private options(): QueueOptions {
    return { connection: this.backend.connection, prefix: QUEUE_PREFIX };
  }
}

/** 250 ms, 500 ms, 1 s … 30 s, each up to a quarter longer by chance so that retries spread out. */
export function boundedBackoff(attemptsMade: number): number {
  const base = Math.min(250 * 2 ** (attemptsMade - 1), LONGEST_BACKOFF_MS);
  return Math.round(base * (1 + Math.random() / 4));
}

function postgresBackend(config: Config): Backend {
  return {
    connection: {
      connectionString: databaseUrl(config),
      migrate: true,
      max: 6,
      // Jobs only carry ids, and the sweeper publishes again what is open: a crash of PostgreSQL may lose the last ones,
      // as Redis does, and nobody waits for the disk.
      options: '-c synchronous_commit=off',
    },
    factory: createPostgresBackend as unknown as BackendFactory,
    close: () => Promise.resolve(),
  };
}

function redisBackend(config: Config): Backend {
  const client = config.REDIS_MODE === 'cluster' ? clusterClient(config) : singleClient(config);
  client.on('error', (error: Error) => {
    logger('queue').warn({ err: error }, 'Redis is not reachable; retrying');
  });
  return {
    connection: client,
    factory: undefined,
    close: () => {
      client.disconnect();
      return Promise.resolve();
    },
  };
}

/** Commands wait while Redis is away (`maxRetriesPerRequest: null`), so a restart of Redis is only a delay. */
const RECONNECT = { maxRetriesPerRequest: null, retryStrategy: (times: number) => Math.min(times * 100, 2000) };

function singleClient(config: Config): Redis {
  return new Redis({ host: config.REDIS_HOST, port: config.REDIS_PORT, ...RECONNECT });
}

function clusterClient(config: Config): Cluster {
  const nodes = config.REDIS_HOST.split(',').map((entry) => {
    const [host = 'localhost', port] = entry.trim().split(':');
    return { host, port: port ? Number(port) : config.REDIS_PORT };
  });
  return closable(
    new Cluster(nodes, {
      clusterRetryStrategy: RECONNECT.retryStrategy,
      redisOptions: { maxRetriesPerRequest: null },
    }),
  );
}

/**
 * Keeps a cluster's client, and those that BullMQ makes from it, from connecting while it is being disconnected.
 *
 * BullMQ (6.7) closes a worker by disconnecting its blocking client and waiting for «end». A worker that is just about to
 * wait for jobs finds that client without nodes and connects it again; «end» never comes and the close hangs.
 */
function closable(cluster: Cluster): Cluster {
  const connect = cluster.connect.bind(cluster);
  const duplicate = cluster.duplicate.bind(cluster);
  return Object.assign(cluster, {
    connect: () =>
      // These words are how BullMQ knows that a connection was closed, which is no trouble to report.
      cluster.status === 'disconnecting' ? Promise.reject(new Error('Connection is closed.')) : connect(),
    duplicate: (...given: Parameters<Cluster['duplicate']>) => closable(duplicate(...given)),
  });
}
