import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/src/support/postgres.js';
import {
  type RedisCluster,
  type RedisServer,
  startRedis,
  startRedisCluster,
} from '../../../../test/src/support/redis.js';
import { type Config, loadConfig } from '../config/config.js';
import { correlationId } from '../logging/correlation.js';
import { createJobQueue } from './bullmq.job-queue.js';
import { type JobQueue, PermanentJobError } from './job-queue.js';

type StartBackend = () => Promise<{ config: Config; stop: () => Promise<void> }>;

const BACKENDS: Record<string, StartBackend> = {
  PostgreSQL: async () => {
    const database: TestDatabase = await createTestDatabase();
    const url = new URL(database.url);
    const config = loadConfig({
      QUEUE_BACKEND: 'postgres',
      POSTGRESQL_USER: url.username,
      POSTGRESQL_PASSWORD: decodeURIComponent(url.password),
      POSTGRESQL_HOST: url.hostname,
      POSTGRESQL_PORT: url.port,
      POSTGRESQL_DB: url.pathname.slice(1),
    });
    return { config, stop: () => database.drop() };
  },
  Redis: async () => {
    const server: RedisServer = await startRedis();
    const config = loadConfig({ QUEUE_BACKEND: 'redis', REDIS_HOST: '127.0.0.1', REDIS_PORT: String(server.port) });
    return { config, stop: () => server.stop() };
  },
  'a Redis Cluster of three nodes': async () => {
    const cluster: RedisCluster = await startRedisCluster();
    const config = loadConfig({ QUEUE_BACKEND: 'redis', REDIS_MODE: 'cluster', REDIS_HOST: cluster.hosts });
    return { config, stop: () => cluster.stop() };
  },
};

const job = () => ({ commandId: randomUUID(), correlationId: 'corr' });

describe.each(Object.entries(BACKENDS))('JobQueue on %s', (_name, startBackend) => {
  let backend: Awaited<ReturnType<StartBackend>>;
  let queue: JobQueue;

  beforeAll(async () => {
    backend = await startBackend();
  }, 60_000);
  afterAll(() => backend.stop());
  const open = () => {
    queue = createJobQueue(backend.config);
    return queue;
  };
  afterEach(() => queue.close());

  it('carries a job to its handler under its correlation id', async () => {
    open();
    const sent = job();
    const received = new Promise((resolve) => {
      queue.consume('telegram-message-queue', (data) => {
        resolve({ data, correlationId: correlationId() });
        return Promise.resolve();
      });
    });
    await queue.publish('telegram-message-queue', sent, { jobId: `command-${sent.commandId}-1` });
    expect(await received).toEqual({ data: sent, correlationId: 'corr' });
  });

  it('keeps a job that is published before anybody consumes', async () => {
    open();
    const sent = job();
    await queue.publish('telegram-message-queue', sent, { jobId: `command-${sent.commandId}-1` });
    await queue.close();
    open();
    const received = new Promise((resolve) => {
      queue.consume('telegram-message-queue', (data) => {
        resolve(data.commandId);
        return Promise.resolve();
      });
    });
    expect(await received).toBe(sent.commandId);
  });

  it('takes the same job id once while it waits', async () => {
    open();
    const twice = job();
    const last = job();
    await queue.publish('telegram-message-queue', twice, { jobId: `command-${twice.commandId}-1` });
    await queue.publish('telegram-message-queue', twice, { jobId: `command-${twice.commandId}-1` });
    await queue.publish('telegram-message-queue', last, { jobId: `command-${last.commandId}-1` });
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      queue.consume('telegram-message-queue', (data) => {
        seen.push(data.commandId);
        if (data.commandId === last.commandId) resolve();
        return Promise.resolve();
      });
    });
    expect(seen).toEqual([twice.commandId, last.commandId]);
  });

  it('retries a job that throws until it succeeds', async () => {
    open();
    const sent = job();
    let attempts = 0;
    const done = new Promise<void>((resolve) => {
      queue.consume('telegram-message-queue', () => {
        attempts += 1;
        if (attempts < 3) return Promise.reject(new Error('not yet'));
        resolve();
        return Promise.resolve();
      });
    });
    await queue.publish('telegram-message-queue', sent, { jobId: `command-${sent.commandId}-1` });
    await done;
    expect(attempts).toBe(3);
  }, 20_000);

  it.each([
    { what: 'its last attempt failed', attempts: 2, error: new Error('still broken'), expected: 2 },
    { what: 'no repeat can heal it', attempts: 5, error: new PermanentJobError('unknown command'), expected: 1 },
  ])(
    'gives a job up when $what, and says so once',
    async ({ attempts, error, expected }) => {
      open();
      const sent = job();
      let runs = 0;
      const givenUp: string[] = [];
      await new Promise<void>((resolve, reject) => {
        queue.consume(
          'telegram-message-queue',
          () => {
            runs += 1;
            return Promise.reject(error);
          },
          {
            attempts,
            onGivenUp: (data, reason) => {
              givenUp.push(`${data.commandId} ${reason}`);
              resolve();
              return Promise.resolve();
            },
          },
        );
        queue.publish('telegram-message-queue', sent, { jobId: `command-${sent.commandId}-1` }).catch(reject);
      });
      await queue.close();
      open();
      // A given-up job leaves the queue: the same id may be published again, and nothing else comes back.
      const again = new Promise<string>((resolve) => {
        queue.consume('telegram-message-queue', (data) => {
          resolve(data.commandId);
          return Promise.resolve();
        });
      });
      await queue.publish('telegram-message-queue', sent, { jobId: `command-${sent.commandId}-1` });
      expect(await again).toBe(sent.commandId);
      expect(runs).toBe(expected);
      expect(givenUp).toEqual([`${sent.commandId} ${error.message}`]);
    },
    20_000,
  );

  it('works on as many jobs at once as it is told', async () => {
    open();
    let running = 0;
    let most = 0;
    let finished = 0;
    let allIn: () => void = () => undefined;
    const allDone = new Promise<void>((resolve) => {
      allIn = resolve;
    });
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const sent = job();
        return queue.publish('telegram-message-queue', sent, { jobId: `command-${sent.commandId}-${index}` });
      }),
    );
    queue.consume(
      'telegram-message-queue',
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 30));
        running -= 1;
        finished += 1;
        if (finished === 12) allIn();
      },
      { concurrency: 4 },
    );
    await allDone;
    expect(most).toBe(4);
  }, 20_000);

  it('finishes the job in work before it closes', async () => {
    open();
    const sent = job();
    let finished = false;
    const started = new Promise<void>((resolve) => {
      queue.consume('telegram-message-queue', async () => {
        resolve();
        await new Promise((wait) => setTimeout(wait, 100));
        finished = true;
      });
    });
    await queue.publish('telegram-message-queue', sent, { jobId: `command-${sent.commandId}-1` });
    await started;
    await queue.close();
    expect(finished).toBe(true);
  });

  it('keeps the queues apart', async () => {
    open();
    const sent = { questionId: randomUUID(), correlationId: 'corr' };
    const wrong: unknown[] = [];
    queue.consume('telegram-message-queue', (data) => Promise.resolve(void wrong.push(data)));
    const right = new Promise((resolve) => {
      queue.consume('predict-message-queue', (data) => {
        resolve(data);
        return Promise.resolve();
      });
    });
    await queue.publish('predict-message-queue', sent, { jobId: `question-${sent.questionId}-1` });
    expect(await right).toEqual(sent);
    expect(wrong).toEqual([]);
  });

  it('closes whatever its consumers are about to do', async () => {
    // A consumer that was about to wait for jobs made one close in twenty hang on a cluster.
    for (let round = 0; round < 100; round += 1) {
      open();
      const sent = job();
      queue.consume('predict-message-queue', () => Promise.resolve());
      await new Promise<void>((resolve) => {
        queue.consume('telegram-message-queue', () => {
          resolve();
          return Promise.resolve();
        });
        void queue.publish('telegram-message-queue', sent, { jobId: `command-${sent.commandId}-1` });
      });
      await queue.close();
    }
  });
});
