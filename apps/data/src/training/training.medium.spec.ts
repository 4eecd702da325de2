import { randomUUID } from 'node:crypto';
import { modelTextsSchema } from '@personal-assistant/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AnsweringService } from '../answering/answering.service.js';
import { SweeperService } from '../outbox/sweeper.service.js';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness, SERVICE_TOKEN } from '../testing/harness.js';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start({ TRAIN_MAX_ATTEMPTS: '2', QUESTION_MAX_ATTEMPTS: '2' });
});
afterAll(() => service.close());
beforeEach(async () => {
  service.prediction.next = 'serve';
  await service.db.model.updateMany({ where: { status: 'PROCESSING' }, data: { status: 'FAILED' } });
});

let lessons = 0;
async function approvedText(): Promise<number> {
  const text = `Lesson number ${lessons++} says something of its own.`;
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  const { id } = await service.db.trainData.findFirstOrThrow({ where: { text } });
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
  return id;
}
async function startTraining(): Promise<number> {
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
  return (await service.db.model.findFirstOrThrow({ where: { status: 'PROCESSING' } })).id;
}
async function claim(id: number): Promise<string> {
  const { status, body } = await service.internal(`/models/${id}/claim`, { worker: 'w' });
  expect(status).toBe(200);
  return (body as { attemptToken: string }).attemptToken;
}
const metrics = { texts: 1, passages: 1, seconds: 1, threshold: 0.5, falseAnswerRate: 0.05 };
const complete = (id: number, attemptToken: string) =>
  service.internal(`/models/${id}/complete`, {
    attemptToken,
    directory: `w/${id}`,
    manifestSha256: 'b'.repeat(64),
    metrics,
  });
async function trained(): Promise<number> {
  await approvedText();
  const id = await startTraining();
  await complete(id, await claim(id));
  await service.drain();
  return id;
}
const model = (id: number) => service.db.model.findUniqueOrThrow({ where: { id } });
const text = (id: number) => service.db.trainData.findUniqueOrThrow({ where: { id } });
/** As if the attempt had been silent for long. */
const silence = (id: number) =>
  service.db.$executeRaw`UPDATE "Model" SET "heartbeatAt" = now() - interval '10 minutes' WHERE "id" = ${id}`;

describe('an attempt', () => {
  it('is fenced: after a newer claim the older one can neither read, report, publish nor fail', async () => {
    const textId = await approvedText();
    const id = await startTraining();
    const stale = await claim(id);
    const current = await claim(id);
    const answers = [
      await service.internal(`/models/${id}/progress`, { attemptToken: stale, stage: 'embed', fraction: 0.5 }),
      await complete(id, stale),
      await service.internal(`/models/${id}/fail`, { attemptToken: stale, reason: 'x', retryable: false }),
    ];
    expect(answers.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual(
      answers.map(() => [409, 'STALE_ATTEMPT']),
    );
    const page = await service.fetch(`/internal/models/${id}/texts?attemptToken=${stale}`, { token: SERVICE_TOKEN });
    expect(page.status).toBe(409);
    expect(await model(id)).toMatchObject({ status: 'PROCESSING', attempts: 2 });
    expect((await complete(id, current)).status).toBe(200);
    // Its answer was lost: asking again is fine.
    expect((await complete(id, current)).status).toBe(200);
    expect(await model(id)).toMatchObject({ status: 'DONE' });
    expect(await text(textId)).toMatchObject({ status: 'DONE', modelId: id });
    await service.drain();
  });

  it('that fails for good gives the texts back and says why', async () => {
    const textId = await approvedText();
    const id = await startTraining();
    expect(await text(textId)).toMatchObject({ status: 'PROCESSING', modelId: id });
    await service.internal(`/models/${id}/fail`, {
      attemptToken: await claim(id),
      reason: 'a text is poison',
      retryable: false,
    });
    expect(await model(id)).toMatchObject({ status: 'FAILED', error: 'a text is poison.' });
    expect(await text(textId)).toMatchObject({ status: 'PENDING', modelId: null });
    await service.drain();
    expect(service.bot.textsTo(APPROVERS).at(-2)).toContain(
      'failed: a text is poison. The approved texts wait for the next /start_train',
    );
    expect(service.bot.textsTo(APPROVERS).at(-1)).toContain(
      'failed: a text is poison. #1 goes on answering; /start_train tries again.',
    );
    expect((await service.internal(`/models/${id}/claim`, { worker: 'w' })).status).toBe(409);
  });

  it('that is over for good has what it left removed, an interrupted one goes on from it', async () => {
    const textId = await approvedText();
    const leftBy = () => service.train.removed.map(({ modelId }) => modelId);
    const cancelled = await startTraining();
    await claim(cancelled);
    await service.telegram(APPROVERS, ann, { kind: 'CANCEL_TRAIN' });
    const [row] = await service.db.outbox.findMany({
      where: { kind: 'REMOVE_VERSION', targetId: String(cancelled) },
    });
    // Its process may be writing still.
    expect((row?.dueAt.getTime() ?? 0) - (row?.createdAt.getTime() ?? 0)).toBeGreaterThanOrEqual(10_000);
    const failed = await startTraining();
    const fail = async (retryable: boolean) => {
      const attemptToken = await claim(failed);
      await service.internal(`/models/${failed}/fail`, { attemptToken, reason: 'no luck', retryable });
      await service.drain();
    };
    await fail(true);
    expect(leftBy()).toContain(cancelled);
    expect(leftBy()).not.toContain(failed);
    await fail(false);
    expect(leftBy()).toContain(failed);
    expect(await model(cancelled)).toMatchObject({ status: 'CANCELLED', retiredAt: null, removedAt: null });
    expect(await model(failed)).toMatchObject({ status: 'FAILED', retiredAt: null, removedAt: null });
    expect((await text(textId)).status).toBe('PENDING');
  });

  it('that went silent is taken up again, and ends FAILED after the last one', async () => {
    const textId = await approvedText();
    const id = await startTraining();
    const jobs = () => service.db.outbox.count({ where: { queue: 'build-model-queue', targetId: String(id) } });
    const first = await claim(id);
    await service.app.get(SweeperService).sweep();
    expect(await model(id)).toMatchObject({ attemptToken: first });
    await silence(id);
    await service.app.get(SweeperService).sweep();
    expect(await model(id)).toMatchObject({ status: 'PROCESSING', attemptToken: null });
    expect(await jobs()).toBe(2);
    expect((await complete(id, first)).status).toBe(409);
    await claim(id);
    await silence(id);
    await service.app.get(SweeperService).sweep();
    expect(await model(id)).toMatchObject({ status: 'FAILED', error: 'its worker went silent.' });
    expect(await text(textId)).toMatchObject({ status: 'PENDING' });
    expect(await jobs()).toBe(2);
  });
});

describe('versions', () => {
  it('exactly one is live, and the newest one stays', async () => {
    const first = await trained();
    const second = await trained();
    expect(await service.db.model.findMany({ where: { live: true }, select: { id: true } })).toEqual([{ id: second }]);
    expect(await model(second)).toMatchObject({ parentId: first });
    await expect(service.db.model.update({ where: { id: first }, data: { live: true } })).rejects.toThrow();
  });

  it('knows its own texts and those of all versions before it, but no withdrawn one', async () => {
    const failedText = await approvedText();
    const failed = await startTraining();
    await service.internal(`/models/${failed}/fail`, {
      attemptToken: await claim(failed),
      reason: 'x',
      retryable: false,
    });
    const withdrawn = await approvedText();
    const next = await startTraining();
    await service.db.trainData.update({ where: { id: withdrawn }, data: { status: 'WITHDRAWN' } });
    const later = await approvedText();
    const attemptToken = await claim(next);
    const ids: number[] = [];
    for (let after = 0, more = true; more;) {
      const response = await service.fetch(
        `/internal/models/${next}/texts?attemptToken=${attemptToken}&after=${after}&limit=2`,
        { token: SERVICE_TOKEN },
      );
      const page = (await response.json()) as { items: { id: number }[]; next: number | null };
      ids.push(...page.items.map(({ id }) => id));
      more = page.next !== null;
      after = page.next ?? after;
    }
    const known = await service.db.trainData.findMany({
      where: { status: { in: ['DONE', 'PROCESSING'] } },
      orderBy: { id: 'asc' },
    });
    expect(ids).toEqual(known.map(({ id }) => id));
    expect(ids).toContain(failedText);
    expect(ids).not.toContain(withdrawn);
    expect(ids).not.toContain(later);
    await complete(next, attemptToken);
    await service.drain();
  });

  it('hands out the pairs to learn from, and to the current attempt only', async () => {
    const pairs = Array.from({ length: 12 }, (_, i) => ({
      question: `Which door is number ${i}?`,
      answer: `Gate ${i}a`,
    }));
    const created = await service.fetch('/api/train-data/bulk', {
      method: 'POST',
      token: API_TOKEN,
      json: { texts: pairs },
    });
    expect(created.status).toBe(201);
    const id = await startTraining();
    const stale = await claim(id);
    const attemptToken = await claim(id);
    const ask = (token: string) =>
      service.fetch(`/internal/models/${id}/pairs?attemptToken=${token}`, { token: SERVICE_TOKEN });
    expect((await ask(stale)).status).toBe(409);
    const { items } = (await (await ask(attemptToken)).json()) as { items: { question: string; answer: string }[] };
    const learn = await service.db.goldenQuestion.findMany({ where: { use: 'LEARN' } });
    expect(items.length).toBeGreaterThan(5);
    expect(items.map(({ question }) => question).sort()).toEqual(learn.map(({ question }) => question).sort());
    expect(pairs).toContainEqual({ question: items[0]?.question, answer: items[0]?.answer });
    const page = await service.fetch(`/internal/models/${id}/texts?attemptToken=${attemptToken}`, {
      token: SERVICE_TOKEN,
    });
    const texts = modelTextsSchema.parse(await page.json()).items;
    expect(texts.filter(({ pair }) => pair).map(({ text }) => text)).toEqual(
      pairs.map(({ question, answer }) => `${question}\n${answer}`),
    );
    expect(texts.length).toBeGreaterThan(pairs.length);
    await complete(id, attemptToken);
    await service.drain();
  });

  it('that cannot be loaded is FAILED with the reason; the live one stays and the texts wait', async () => {
    const live = await trained();
    service.prediction.next = 'refuse';
    const textId = await approvedText();
    const id = await startTraining();
    await complete(id, await claim(id));
    await service.drain();
    expect(await model(id)).toMatchObject({ status: 'FAILED', live: false });
    expect(await model(live)).toMatchObject({ live: true });
    expect(await text(textId)).toMatchObject({ status: 'PENDING', modelId: null });
    expect(service.bot.textsTo(APPROVERS).at(-1)).toContain(
      `failed: it could not be loaded (the checksum of manifest.json does not match). #${live} goes on answering;`,
    );
    const list = await service.fetch('/api/dead-letters', { token: API_TOKEN });
    expect(await list.json()).toMatchObject({ items: [{ kind: 'JOB', status: 'DEAD' }] });
  });
});

describe('answers', () => {
  const ask = async (question: string) => {
    await service.telegram(GROUP, bob, { kind: 'ASK', text: question });
    return service.db.question.findFirstOrThrow({ where: { text: question }, orderBy: { createdAt: 'desc' } });
  };
  const answer = (id: string, modelId: number, trainDataId: number, quote: string) =>
    service.internal(`/questions/${id}/answer`, {
      modelId,
      abstained: false,
      text: 'an answer',
      confidence: 0.8,
      sources: [{ trainDataId, quote, start: 0 }],
      ms: 5,
    });
  const stored = (id: string) =>
    service.db.answer.findUniqueOrThrow({ where: { questionId: id }, include: { sources: true } });

  it('are stored once', async () => {
    const modelId = await trained();
    const source = await service.db.trainData.findFirstOrThrow({ where: { modelId } });
    const { id } = await ask('once?');
    const statuses = (await Promise.all([1, 2, 3].map(() => answer(id, modelId, source.id, source.text)))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, 409, 409]);
    expect((await service.internal(`/questions/${id}/claim`)).status).toBe(409);
  });

  it.each(['withdrawn', 'misquoted', 'foreign'])('abstain when the source is %s', async (kind) => {
    const modelId = await trained();
    const source = await service.db.trainData.findFirstOrThrow({ where: { modelId } });
    if (kind === 'withdrawn')
      await service.db.trainData.update({ where: { id: source.id }, data: { status: 'WITHDRAWN' } });
    if (kind === 'foreign') {
      const other = await service.db.workspace.create({ data: { name: 'other' } });
      await service.db.trainData.update({ where: { id: source.id }, data: { workspaceId: other.id } });
    }
    const { id } = await ask(`what about ${kind}?`);
    const submit = () => answer(id, modelId, source.id, kind === 'misquoted' ? 'never said' : source.text);
    expect((await submit()).status).toBe(200);
    // Another text may say what a withdrawn one said: it is asked once more.
    if (kind === 'withdrawn') expect((await submit()).status).toBe(200);
    expect(await stored(id)).toMatchObject({ abstained: true, text: 'I was not taught that.', sources: [] });
    expect(await service.db.question.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'ANSWERED',
      unanswered: true,
    });
  });

  it('of a version of another workspace are refused', async () => {
    const live = await trained();
    const other = await service.db.workspace.findFirstOrThrow({ where: { name: 'other' } });
    const foreign = await service.db.model.create({
      data: {
        workspaceId: other.id,
        name: 'f',
        status: 'DONE',
        startedById: (await model(live)).startedById,
        correlationId: randomUUID(),
      },
    });
    const { id } = await ask('whose version?');
    expect((await answer(id, foreign.id, 1, 'x')).status).toBe(400);
  });

  it('that do not come are asked for again, and then given up in words', async () => {
    await trained();
    const { id } = await ask('will you ever answer?');
    const expire = () =>
      service.db.$executeRaw`UPDATE "Question" SET "deadlineAt" = now() - interval '1 second' WHERE "id" = ${id}::uuid`;
    const jobs = () => service.db.outbox.count({ where: { targetId: id } });
    await service.app.get(AnsweringService).overdue(id);
    expect(await jobs()).toBe(1);
    await expire();
    await service.app.get(SweeperService).sweep();
    expect(await service.db.question.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'PENDING',
      attempts: 2,
    });
    expect(await jobs()).toBe(2);
    await expire();
    await service.app.get(SweeperService).sweep();
    expect(await service.db.question.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'FAILED' });
    await service.drain();
    expect(service.bot.textsTo(GROUP).at(-1)).toContain('I could not answer that in time');
    const retry = await service.fetch(`/api/dead-letters/question:${id}/retry`, { method: 'POST', token: API_TOKEN });
    expect(retry.status).toBe(200);
    expect(await service.db.question.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'PENDING',
      attempts: 1,
    });
  });
});

describe('the sweeper', () => {
  /** As if everything had been published long ago and the queue had lost it. */
  async function loseTheQueue() {
    await service.db.outbox.updateMany({ where: { kind: 'JOB', status: 'WAITING' }, data: { status: 'SENT' } });
    await service.db
      .$executeRaw`UPDATE "Command" SET "publishedAt" = now() - interval '5 minutes' WHERE "status" = 'RECEIVED'`;
    await service.db
      .$executeRaw`UPDATE "Question" SET "publishedAt" = now() - interval '5 minutes', "deadlineAt" = now() + interval '1 hour' WHERE "status" = 'PENDING'`;
    await service.db
      .$executeRaw`UPDATE "Model" SET "publishedAt" = now() - interval '5 minutes' WHERE "status" = 'PROCESSING'`;
  }

  it('publishes again what is open, once per wait, and nothing that is finished', async () => {
    await trained();
    await approvedText();
    const modelId = await startTraining();
    await service.telegram(GROUP, bob, { kind: 'ASK', text: 'lost by the queue?' });
    const question = await service.db.question.findFirstOrThrow({ where: { text: 'lost by the queue?' } });
    const response = await service.fetch('/api/session', { method: 'POST', json: { token: API_TOKEN } });
    expect(response.status).toBe(200);
    const command = await service.db.command.create({
      data: { externalId: 'telegram:77:999999', kind: 'HELP', payload: {}, correlationId: 'c' },
    });
    await service.drain();
    await loseTheQueue();
    const targets = [command.id, question.id, String(modelId)];
    const jobs = () => service.db.outbox.count({ where: { kind: 'JOB', targetId: { in: targets } } });
    const before = await jobs();
    const finishedBefore = await service.db.outbox.count({ where: { kind: 'JOB', targetId: { notIn: targets } } });
    await Promise.all([1, 2, 3].map(() => service.app.get(SweeperService).sweep()));
    expect(await jobs()).toBe(before + 3);
    await service.app.get(SweeperService).sweep();
    expect(await jobs()).toBe(before + 3);
    const open = await service.db.question.count({ where: { status: 'PENDING', id: { not: question.id } } });
    expect(await service.db.outbox.count({ where: { kind: 'JOB', targetId: { notIn: targets } } })).toBe(
      finishedBefore + open,
    );
  });

  it('is what does it: switched off, nothing is published again', async () => {
    await service.drain();
    await loseTheQueue();
    const before = await service.db.outbox.count();
    const off = await service.startReplica({ SWEEP_INTERVAL_MS: '0' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await service.db.outbox.count()).toBe(before);
    await off.close();
    const on = await service.startReplica({ SWEEP_INTERVAL_MS: '50' });
    await expect.poll(() => service.db.outbox.count(), { timeout: 10_000 }).toBeGreaterThan(before);
    await on.close();
    service.apps.splice(1);
  });
});
