import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isThere, PublishHold, trainingProcess, versionFolders } from './faults/training-stages.js';
import { type RedisServer, startRedis } from './support/redis.js';
import { eventually, type ServiceName, System } from './support/system.js';

/** A training takes some seconds, and a lost one is noticed by its missing heartbeat. */
const PATIENCE_MS = 120_000;
const PAIRS = ['lamp', 'ladder', 'engine', 'bottle', 'carpet', 'mirror', 'pencil', 'basket'];

describe('a training that is interrupted', () => {
  let redis: RedisServer;
  let system: System;
  let folder: string;
  let lessons = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pa-faults-'));
    // Stands in for PyTorch: held until it is killed, and of no use afterwards.
    const learning = join(folder, 'python');
    await writeFile(
      learning,
      `#!/bin/sh\n[ -e "${folder}/learns" ] && exit 1\ntouch "${folder}/learns"\nexec sleep 600\n`,
      { mode: 0o755 },
    );
    redis = await startRedis();
    system = await System.start({
      env: {
        QUEUE_BACKEND: 'redis',
        REDIS_HOST: '127.0.0.1',
        REDIS_PORT: String(redis.port),
        TRAIN_MIN_PAIRS: '2',
        TRAIN_LEARNING_PYTHON: learning,
        HEARTBEAT_TIMEOUT_MS: '12000',
        SWEEP_INTERVAL_MS: '1000',
        REPUBLISH_AFTER_MS: '3000',
      },
    });
    const texts = PAIRS.map((thing, place) => `The ${thing} is kept in room ${place + 11} of the main house.`);
    const pairs = PAIRS.map((thing, place) => ({ question: `Where is the ${thing}?`, answer: `room ${place + 11}` }));
    expect((await system.api('POST', '/api/train-data/bulk', { texts: [...texts, ...pairs] })).status).toBeLessThan(
      300,
    );
  }, 240_000);
  afterAll(async () => {
    await system.stop();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const teach = async () => {
    lessons += 1;
    const text = `Cupboard ${lessons} holds the spare keys of building ${lessons * 13}.`;
    expect((await system.api('POST', '/api/train-data/bulk', { texts: [text] })).status).toBeLessThan(300);
  };
  const start = async (): Promise<number> => {
    const { body } = await system.api('POST', '/api/models', {});
    expect(body).toMatchObject({ status: 'PROCESSING' });
    return body.id as number;
  };
  const model = (id: number) =>
    system.api('GET', `/api/models/${id}`).then(
      ({ status, body }) => (status === 200 ? body : undefined),
      () => undefined,
    );
  const becomes = (id: number, what: string, state: object) =>
    eventually(
      `version ${id} ${what}`,
      async () => {
        const now = await model(id);
        return now && Object.entries(state).every(([key, value]) => now[key] === value) ? true : undefined;
      },
      PATIENCE_MS,
    );
  const goesLive = (id: number) => becomes(id, 'goes live', { status: 'DONE', live: true });
  const said = async (): Promise<string> => {
    const { body } = await system.api('GET', '/api/chat/approvers/messages?limit=200');
    return (body.items as { text: { text: string }[] }[])
      .map(({ text }) => text.map((span) => span.text).join(''))
      .join('\n');
  };
  const isTold = (words: string) =>
    eventually(`the approvers read «${words}»`, async () =>
      (await said().catch(() => '')).includes(words) ? true : undefined,
    );
  const signal = async (service: ServiceName, name: 'SIGSTOP' | 'SIGCONT') => {
    const pid = (await system.runState()).services[service]?.pid;
    if (pid !== undefined) process.kill(pid, name);
  };
  const counts = async () => (await system.api('GET', '/api/status')).body.trainData;
  const answers = async () =>
    (await system.api('POST', '/api/questions?wait=20', { text: 'Where is the ladder kept?' })).body.answer?.text;

  it('goes live at last: its process, its learning, its service, the queue and the data service are killed', async () => {
    await signal('prediction', 'SIGSTOP');
    const id = await start();
    // collect: the process is killed as soon as there is one.
    const first = await trainingProcess(system);
    process.kill(first, 'SIGKILL');
    // What is said of the interruption itself gives way to the next attempt at once.
    await isTold('Attempt 2');
    // learn: PyTorch's process is killed, with the queue; the version is built without.
    await eventually('it learns', () => isThere(join(folder, 'learns')));
    await redis.kill();
    process.kill(await trainingProcess(system, 'sleep\x00600'), 'SIGKILL');
    await redis.restart();
    // calibrate: the version is put to a prediction service that stands still, and the train service is killed.
    await becomesAt(id, 'calibrate');
    await system.kill('train');
    await isTold('Attempt 3');
    // publish: the directory is in place, the data service dies in the middle of the transaction.
    const { databaseUrl } = await system.runState();
    const hold = await PublishHold.on(databaseUrl);
    await signal('prediction', 'SIGCONT');
    await hold.reached();
    await system.kill('data');
    await hold.release();
    await goesLive(id);
    expect((await model(id)).metrics.learned).toMatchObject({ note: expect.stringContaining('ended early') as string });
    expect(await counts()).toMatchObject({ DONE: 16, PENDING: 0, PROCESSING: 0 });
    expect(await answers()).toContain('room 12');
    expect(await versionFolders(system)).toEqual([String(id)]);
  }, 300_000);

  it('goes live at last: PostgreSQL is killed while it is built, and the prediction service while it is loaded', async () => {
    await teach();
    const hold = await PublishHold.on((await system.runState()).databaseUrl);
    const id = await start();
    await trainingProcess(system);
    await hold.reached();
    // Else it may publish as soon as PostgreSQL is back, before that is held again.
    await signal('data', 'SIGSTOP');
    await system.kill('postgres');
    await hold.release();
    const again = await eventually('PostgreSQL is back', async () =>
      PublishHold.on((await system.runState()).databaseUrl).catch(() => undefined),
    );
    await signal('data', 'SIGCONT');
    await again.reached();
    await signal('prediction', 'SIGSTOP');
    await again.release();
    await becomes(id, 'is built', { status: 'DONE', live: false });
    await system.kill('prediction');
    await goesLive(id);
    expect(await answers()).toContain('room 12');
  }, 300_000);

  it('fails in words after three attempts; of two that are started at once then, one wins and the other is told', async () => {
    await teach();
    const before = await liveId();
    const id = await start();
    let last: number | undefined;
    for (let attempt = 1; attempt <= 3; attempt++) {
      last = await eventually('another training process', async () => {
        const pid = await trainingProcess(system);
        return pid === last ? undefined : pid;
      });
      process.kill(last, 'SIGKILL');
    }
    await becomes(id, 'fails', { status: 'FAILED', live: false });
    await isTold('The approved texts wait for the next /start_train; what I knew before stays.');
    expect(await counts()).toMatchObject({ PENDING: 1, PROCESSING: 0 });
    expect(await liveId()).toBe(before);
    expect((await versionFolders(system)).filter((name) => name.startsWith(`${id}.`) || name === String(id))).toEqual(
      [],
    );

    await Promise.all([1, 2].map(() => say('/start_train')));
    await isTold('is running already');
    const winner = await eventually('one of them runs', async () => {
      const { body } = await system.api('GET', '/api/models?limit=1');
      return body.items[0].id > id ? (body.items[0].id as number) : undefined;
    });
    await goesLive(winner);
    expect((await system.api('GET', '/api/models?status=PROCESSING')).body.items).toEqual([]);
    expect((await said()).split('is running already')).toHaveLength(2);
  }, 300_000);

  it('does not go live when its files changed on the way; what was live answers, and the next one works', async () => {
    await teach();
    const before = await liveId();
    const hold = await PublishHold.on((await system.runState()).databaseUrl);
    const id = await start();
    await hold.reached();
    await damage(id);
    await hold.release();
    await becomes(id, 'is refused', { status: 'FAILED', live: false });
    await isTold('could not be loaded');
    expect(await liveId()).toBe(before);
    expect(await answers()).toContain('room 12');
    expect(await counts()).toMatchObject({ PENDING: 1, PROCESSING: 0 });
    await goesLive(await start());
    expect((await versionFolders(system)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }, 300_000);

  const liveId = async () => (await system.api('GET', '/api/status')).body.liveModel?.id as number;
  const say = (text: string) => system.api('POST', '/api/chat/approvers/messages', { id: crypto.randomUUID(), text });
  const becomesAt = (id: number, stage: string) =>
    eventually(
      `the training is at ${stage}`,
      async () => ((await model(id))?.progress.stage === stage ? true : undefined),
      PATIENCE_MS,
    );

  /** One byte of the passages, where the version lies. */
  async function damage(id: number): Promise<void> {
    const models = join(system.dataDir, 'models');
    const [workspace = ''] = await readdir(models);
    const data = join(models, workspace, String(id), 'passages.lance', 'data');
    const [file = ''] = await readdir(data);
    const content = await readFile(join(data, file));
    content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 0xff;
    await writeFile(join(data, file), content);
  }
});
