import { describe, expect, it } from 'vitest';
import { FakeBotApi } from './fakes/fake-bot-api/index.js';
import { FaultInjector } from './faults/injector.js';
import { brokenPromises, type Scene, stillOpen } from './faults/invariants.js';
import { Random } from './faults/random.js';
import { Workload } from './faults/workload.js';
import { startRedis } from './support/redis.js';
import { System } from './support/system.js';

const SEED = 20_261_122;
const FAULTS_MS = 75_000;
/** I9: everything has come to its end this long after the last fault. */
const CALM_MS = 60_000;
/** But for messages: Telegram takes twenty a minute in a group, and a slow machine has more than that to tell at once. */
const TELLING_MS = 60_000;

/** People work while everything is killed, flushed and refused; returns the promises that were broken. */
async function runFaults(options: { sweepIntervalMs: number; calmMs: number }): Promise<string[]> {
  const random = new Random(SEED);
  const telegram = await FakeBotApi.start({ seed: SEED, privacyMode: false });
  const approvers = telegram.supergroup('Approvers');
  const groups = [telegram.supergroup('Office'), telegram.group('Kitchen')];
  const redis = await startRedis();
  const system = await System.start({
    env: {
      QUEUE_BACKEND: 'redis',
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: String(redis.port),
      SWEEP_INTERVAL_MS: String(options.sweepIntervalMs),
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      APPROVE_CHAT_ID: String(approvers.id),
      ADMIN_USER_IDS: `${telegram.user('boss').id},${telegram.user('deputy').id}`,
    },
  });
  try {
    const workload = new Workload(random, groups, approvers, telegram);
    const injector = new FaultInjector(new Random(SEED + 1), system, redis, telegram);
    const working = workload.run();
    await injector.run(Date.now() + FAULTS_MS);
    workload.stop();
    await working;
    const { databaseUrl } = await system.runState();
    const scene: Scene = { databaseUrl, telegram, deeds: workload.deeds, approvers };
    await untilCalm(scene, options.calmMs);
    const broken = await brokenPromises(scene);
    if (broken.length > 0) console.log(`${injector.log.join('\n')}\n${broken.join('\n')}`);
    return broken;
  } finally {
    await system.stop();
    await redis.stop();
    await telegram.stop();
  }
}

async function untilCalm(scene: Scene, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  let open: string[];
  do {
    await new Promise((resolve) => setTimeout(resolve, 500));
    open = await stillOpen(scene).catch((error: unknown) => [String(error)]);
    const onlyToTell = open.every((what) => what.startsWith('outbox DELIVERY'));
    if (Date.now() > deadline + (onlyToTell ? TELLING_MS : 0)) return;
  } while (open.length > 0);
}

describe('under faults', () => {
  it(
    'every flow ends right, and once',
    async () => {
      expect(await runFaults({ sweepIntervalMs: 1000, calmMs: CALM_MS })).toEqual([]);
    },
    FAULTS_MS + CALM_MS + TELLING_MS + 180_000,
  );

  // The control: without the sweeper the same run loses what was only in the queue, so the test above can fail.
  it(
    'and without the sweeper it does not',
    async () => {
      expect(await runFaults({ sweepIntervalMs: 0, calmMs: 20_000 })).not.toEqual([]);
    },
    FAULTS_MS + 200_000,
  );
});
