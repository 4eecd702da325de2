import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ann, APPROVERS, bob, GROUP, Harness } from '../../testing/harness.js';
import { SweeperService } from '../../outbox/sweeper.service.js';
import { AutoTrainService } from './auto-train.service.js';

let service: Harness;
let workspaceId: string;

async function started(environment: Record<string, string>): Promise<void> {
  service = await Harness.start(environment);
  await service.telegram(APPROVERS, ann, { kind: 'HELP' });
  workspaceId = (await service.db.workspace.findFirstOrThrow()).id;
}
let lessons = 0;
async function approvedText(): Promise<number> {
  const text = `Lesson number ${lessons++} says something of its own.`;
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  const { id } = await service.db.trainData.findFirstOrThrow({ where: { text } });
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
  return id;
}
async function approvedTexts(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await approvedText();
}
const look = () => service.app.get(AutoTrainService).look();
const models = () => service.db.model.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } });
const running = () => service.db.model.findFirst({ where: { workspaceId, status: 'PROCESSING' } });
async function claimed(): Promise<{ id: number; attemptToken: string }> {
  const { id } = await service.db.model.findFirstOrThrow({ where: { workspaceId, status: 'PROCESSING' } });
  const { body } = await service.internal(`/models/${id}/claim`, { worker: 'w' });
  return { id, ...(body as { attemptToken: string }) };
}
async function fail(): Promise<void> {
  const { id, attemptToken } = await claimed();
  await service.internal(`/models/${id}/fail`, { attemptToken, reason: 'a text is poison', retryable: false });
}
async function complete(): Promise<number> {
  const { id, attemptToken } = await claimed();
  await service.internal(`/models/${id}/complete`, {
    attemptToken,
    directory: `w/${id}`,
    manifestSha256: 'b'.repeat(64),
    metrics: { texts: 1, passages: 1, seconds: 1, threshold: 0.5, falseAnswerRate: 0.05 },
  });
  await service.drain();
  return id;
}
/** Ends what runs, so that the next test starts with nothing. */
async function cleared(): Promise<void> {
  await service.db.model.updateMany({ where: { status: 'PROCESSING' }, data: { status: 'FAILED' } });
  await service.db.trainData.updateMany({ data: { status: 'REJECTED', modelId: null } });
  await service.db.workspace.updateMany({ data: { autoTrainAt: null } });
}
/** A workspace of somebody else, with approved texts. */
async function otherWorkspace(texts: number): Promise<string> {
  const other = await service.db.workspace.create({ data: { name: `other ${lessons++}` } });
  const { id: taughtById } = await service.db.user.findFirstOrThrow();
  await service.db.trainData.createMany({
    data: Array.from({ length: texts }, (_, i) => ({
      ...{ workspaceId: other.id, text: `Theirs ${i}`, hash: `h${i}`, wordsHash: `w${i}`, tokens: 2, language: 'en' },
      ...{ taughtById, status: 'PENDING' as const },
    })),
  });
  return other.id;
}
const counted = (id: string) => service.db.model.count({ where: { workspaceId: id } });

describe('AUTO_TRAIN=after:3', () => {
  beforeAll(() => started({ AUTO_TRAIN: 'after:3' }));
  afterAll(() => service.close());
  afterEach(() => cleared());

  it('starts once three approved texts wait, as nobody, and says so in one message', async () => {
    await approvedTexts(2);
    await look();
    expect(await running()).toBeNull();
    await approvedText();
    const before = (await service.drain(), service.bot.textsTo(APPROVERS).length);
    await service.app.get(SweeperService).sweep();
    expect(await running()).toMatchObject({ newTexts: 3, startedById: null });
    await service.drain();
    const said = service.bot.textsTo(APPROVERS).slice(before);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('3 approved texts waited, so I started training by myself');
    const id = (await running())?.id ?? 0;
    expect(await service.db.auditLog.findFirst({ where: { subject: `model:${id}` } })).toMatchObject({
      action: 'START_TRAIN',
      actorId: null,
    });
    await complete();
    await service.telegram(APPROVERS, ann, { kind: 'MODELS' });
    await service.drain();
    expect(service.bot.textsTo(APPROVERS).at(-1)).toContain('3 new texts · by myself · just now');
    const model = await service.fetch(`/api/models/${id}`, { token: 'api-token-for-tests-1234' });
    expect(await model.json()).toMatchObject({ live: true, startedBy: null });
  });

  it('says nothing while one runs, and starts the next one when it is over', async () => {
    await approvedText();
    await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
    await approvedTexts(3);
    await service.drain();
    const before = service.bot.textsTo(APPROVERS).length;
    const count = (await models()).length;
    await look();
    await service.drain();
    expect(service.bot.textsTo(APPROVERS)).toHaveLength(before);
    expect(await models()).toHaveLength(count);
    await complete();
    await look();
    expect(await running()).toMatchObject({ newTexts: 3, startedById: null });
  });

  it.each([
    ['failed', fail],
    ['was cancelled', () => service.telegram(APPROVERS, ann, { kind: 'CANCEL_TRAIN' })],
  ])('does not try the same texts again when it %s, but with three more', async (_how, end) => {
    await approvedTexts(3);
    await look();
    await end();
    for (let round = 0; round < 3; round++) await look();
    expect(await running()).toBeNull();
    await approvedTexts(2);
    await look();
    expect(await running()).toBeNull();
    await approvedText();
    await look();
    expect(await running()).toMatchObject({ newTexts: 6 });
    await complete();
  });

  it('leaves a person free to start with fewer, and with what failed', async () => {
    await approvedTexts(3);
    await look();
    await fail();
    await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
    expect(await running()).toMatchObject({ newTexts: 3 });
  });

  it('starts one, however many replicas and people start at once', async () => {
    const [one, two] = [service.app, await service.startReplica()];
    for (let round = 0; round < 5; round++) {
      await approvedTexts(3);
      const count = (await models()).length;
      await Promise.all([
        ...[one, two, one, two].map((app) => app.get(AutoTrainService).look()),
        ...(round % 2 === 0 ? [] : [service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' as const })]),
      ]);
      expect(await models()).toHaveLength(count + 1);
      await complete();
    }
  });

  it('and withdrawing at the same moment: neither waits for the other for ever', async () => {
    for (let round = 0; round < 5; round++) {
      await approvedTexts(3);
      const last = await approvedText();
      await Promise.all([look(), service.telegram(APPROVERS, ann, { kind: 'WITHDRAW', trainDataId: last })]);
      expect(await running()).not.toBeNull();
      expect(await service.db.trainData.findUniqueOrThrow({ where: { id: last } })).toMatchObject({
        status: 'WITHDRAWN',
      });
      await complete();
    }
  });

  it('counts each workspace alone', async () => {
    const [few, enough] = [await otherWorkspace(2), await otherWorkspace(3)];
    await approvedText();
    await look();
    expect([await counted(few), await counted(enough)]).toEqual([0, 1]);
    expect(await running()).toBeNull();
    expect(await service.db.trainData.count({ where: { workspaceId: few, status: 'PENDING' } })).toBe(2);
  });
});

describe('AUTO_TRAIN=cron:30 4 * * *', () => {
  beforeAll(() => started({ AUTO_TRAIN: 'cron:30 4 * * *', TZ: 'Europe/Berlin' }));
  afterAll(() => service.close());
  beforeEach(() => cleared());

  /** As if it had been looked last so long ago: some time of the expression has passed since. */
  const twoDaysAgo = () =>
    service.db
      .$executeRaw`UPDATE "Workspace" SET "autoTrainAt" = now() - interval '2 days' WHERE "id" = ${workspaceId}::uuid`;

  it('starts nothing when it is looked for the first time, and nothing before the next time comes', async () => {
    await approvedText();
    await look();
    await look();
    expect(await running()).toBeNull();
    const { autoTrainAt } = await service.db.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
    expect(autoTrainAt).not.toBeNull();
  });

  it('catches up once on what passed while the service was down', async () => {
    await approvedText();
    await twoDaysAgo();
    await look();
    expect(await running()).toMatchObject({ newTexts: 1, startedById: null });
    await fail();
    await look();
    expect(await running()).toBeNull();
    await twoDaysAgo();
    await look();
    expect(await running()).toMatchObject({ newTexts: 1 });
  });

  it('lets a time pass, and says nothing, when nothing waits or a training runs', async () => {
    await twoDaysAgo();
    await service.drain();
    const before = service.bot.textsTo(APPROVERS).length;
    await look();
    await service.drain();
    expect(service.bot.textsTo(APPROVERS)).toHaveLength(before);
    await approvedText();
    await look();
    expect(await running()).toBeNull();
    await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
    await approvedText();
    await twoDaysAgo();
    await look();
    await complete();
    await look();
    expect(await running()).toBeNull();
  });

  it('starts one on two replicas', async () => {
    const other = await service.startReplica();
    for (let round = 0; round < 5; round++) {
      await approvedText();
      await twoDaysAgo();
      const count = (await models()).length;
      await Promise.all([service.app, other, service.app, other].map((app) => app.get(AutoTrainService).look()));
      expect(await models()).toHaveLength(count + 1);
      await complete();
    }
  });
});

describe('AUTO_TRAIN=off', () => {
  beforeAll(() => started({}));
  afterAll(() => service.close());

  it('starts nothing, and forgets when it looked last', async () => {
    await approvedTexts(2);
    await service.db.workspace.updateMany({ data: { autoTrainAt: new Date(0) } });
    await service.startReplica();
    await service.app.get(SweeperService).sweep();
    expect(await models()).toEqual([]);
    expect((await service.db.workspace.findUniqueOrThrow({ where: { id: workspaceId } })).autoTrainAt).toBeNull();
  });
});
