import type { GoldenReport } from '@personal-assistant/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness, SERVICE_TOKEN } from '../testing/harness.js';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
  // The one that the reports below are about.
  const { id: workspaceId } = await service.db.workspace.findFirstOrThrow({ where: { name: 'default' } });
  const { id, question, expected: answer } = ITEM;
  await service.db.goldenQuestion.create({
    data: { id, workspaceId, question, answer, hash: `golden-${id}`, origin: 'MANUAL', use: 'LEARN' },
  });
});
afterAll(() => service.close());
beforeEach(() => {
  service.prediction.next = 'serve';
});

let lessons = 0;
async function approvedText(): Promise<number> {
  const text = `Lesson number ${lessons++} says something of its own.`;
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  const { id } = await service.db.trainData.findFirstOrThrow({ where: { text } });
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
  return id;
}
interface Claim {
  attemptToken: string;
  texts: number;
  live: { modelId: number; directory: string; threshold: number; withdrawn: number[] } | null;
}
async function begun(): Promise<{ id: number; claim: Claim }> {
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
  const { id } = await service.db.model.findFirstOrThrow({ where: { status: 'PROCESSING' } });
  return { id, claim: (await service.internal(`/models/${id}/claim`, { worker: 'w' })).body };
}
async function complete({ id, claim }: { id: number; claim: Claim }, golden?: Partial<GoldenReport>): Promise<void> {
  const report = { asked: 4, right: 2, fixed: 0, broken: 2, liveModelId: claim.live?.modelId, items: [], ...golden };
  const { status } = await service.internal(`/models/${id}/complete`, {
    attemptToken: claim.attemptToken,
    directory: `w/${id}`,
    manifestSha256: 'b'.repeat(64),
    metrics: { texts: claim.texts, passages: 1, seconds: 1, threshold: 0.5, falseAnswerRate: 0.05 },
    golden: golden && report,
  });
  expect(status).toBe(200);
  await service.drain();
}
async function trained(golden?: Partial<GoldenReport>): Promise<number> {
  await approvedText();
  const training = await begun();
  await complete(training, golden);
  return training.id;
}
const ITEM: GoldenReport['items'][number] = {
  id: 7,
  question: 'When does the pool open?',
  expected: 'at 8',
  verdict: 'broken',
  candidate: { right: false },
  live: { answer: 'at 8', right: true },
};
const WORSE: Partial<GoldenReport> = { right: 2, liveRight: 3, broken: 1, items: [ITEM] };
const model = (id: number) => service.db.model.findUniqueOrThrow({ where: { id } });
const live = async () => (await service.db.model.findMany({ where: { live: true } })).map(({ id }) => id);
const press = (kind: 'PUT_LIVE' | 'KEEP_LIVE', modelId: number, who = ann) =>
  service.telegram(APPROVERS, who, { kind, modelId });
const said = () => service.bot.textsTo(APPROVERS).at(-1) ?? '';
const gateMessage = (id: number) =>
  service.db.chatMessage.findFirstOrThrow({ where: { key: `model:${id}:gate`, chat: { channel: 'TELEGRAM' } } });

describe('the gate', () => {
  it('puts a version live that is as good, and says how good', async () => {
    await trained();
    const id = await trained({ right: 3, liveRight: 3, fixed: 1, broken: 1 });
    expect(await live()).toEqual([id]);
    expect(await model(id)).toMatchObject({ gate: 'PASSED' });
    expect(service.bot.textsTo(APPROVERS).at(-2)).toContain(
      'Golden questions: 3 of 4 right, the version before 3; 1 fixed, 1 broken',
    );
    expect(said()).toContain('from now on: 3 of 4 golden questions right, the version before 3. Ask it something');
  });

  it('keeps a worse one back and asks, with both answers and two buttons; put live, it is', async () => {
    const before = await trained();
    const id = await trained(WORSE);
    expect(await live()).toEqual([before]);
    expect(await model(id)).toMatchObject({ status: 'DONE', live: false, gate: 'ASKED' });
    expect(said()).toContain('it is worse than the live one: 2 of 4 golden questions right');
    expect(said()).toContain('When does the pool open?\nright: «at 8»\nlive: «at 8»\nnew: not taught');
    expect((await gateMessage(id)).buttons).toMatchObject([[{ action: { kind: 'PUT_LIVE', modelId: id } }, {}]]);
    const response = await service.fetch(`/api/models/${id}`, { token: API_TOKEN });
    expect(await response.json()).toMatchObject({
      golden: { asked: 4, right: 2, liveRight: 3 },
      gate: { state: 'ASKED', decidedBy: null },
      goldenItems: [ITEM],
    });
    await press('PUT_LIVE', id, bob);
    await service.drain();
    expect(said()).toContain('Only approvers can do that');
    await Promise.all([press('PUT_LIVE', id), press('PUT_LIVE', id)]);
    await service.drain();
    expect(await live()).toEqual([id]);
    expect((await gateMessage(id)).buttons).toEqual([]);
    expect(await service.db.auditLog.count({ where: { subject: `model:${id}`, action: 'GATE_ACCEPTED' } })).toBe(1);
    await press('KEEP_LIVE', id);
    await service.drain();
    expect(said()).toContain('Ann decided about');
    expect(await live()).toEqual([id]);
  });

  it('keeps the old one when an approver says so; the texts are neither lost nor called live', async () => {
    const before = await trained();
    const textId = await approvedText();
    const training = await begun();
    await complete(training, WORSE);
    await press('KEEP_LIVE', training.id);
    await service.telegram(APPROVERS, ann, { kind: 'MODELS' });
    await service.drain();
    expect(said()).toContain('candidate, kept back · 2 of 4 golden · 1 new text · Ann');
    expect(await live()).toEqual([before]);
    expect(await model(training.id)).toMatchObject({ gate: 'DECLINED' });
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: textId } })).toMatchObject({
      status: 'DONE',
      modelId: training.id,
    });
    await service.telegram(APPROVERS, ann, { kind: 'STATUS' });
    await service.drain();
    expect(said()).toContain('1 of them only by versions that are not live');
    // Nothing new was approved: what was kept back is reason enough, and it is in the next version.
    const next = await begun();
    expect(await model(next.id)).toMatchObject({ newTexts: 1, parentId: before });
    const page = await service.fetch(`/internal/models/${next.id}/texts?attemptToken=${next.claim.attemptToken}`, {
      token: SERVICE_TOKEN,
    });
    const { items } = (await page.json()) as { items: { id: number }[] };
    expect(items.map(({ id }) => id)).toContain(textId);
    await complete(next, { right: 4, liveRight: 3 });
    expect(await live()).toEqual([next.id]);
    await service.telegram(APPROVERS, ann, { kind: 'STATUS' });
    await service.drain();
    expect(said()).not.toContain('not live');
    await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
    await service.drain();
    expect(said()).toContain('There is nothing new to learn');
  });

  it('is decided about through the API too, once', async () => {
    const before = await trained();
    const id = await trained(WORSE);
    const decline = (model: number) =>
      service.fetch(`/api/models/${model}/decline`, { method: 'POST', token: API_TOKEN });
    const response = await decline(id);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id, live: false, gate: { state: 'DECLINED' } });
    expect(await live()).toEqual([before]);
    expect((await gateMessage(id)).buttons).toEqual([]);
    const again = await decline(id);
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'ALREADY_DECIDED' });
    const { id: workspaceId } = await service.db.workspace.create({ data: { name: 'neighbours' } });
    const { startedById, correlationId } = await model(id);
    const foreign = await service.db.model.create({
      data: { workspaceId, name: 'theirs', status: 'DONE', gate: 'ASKED', startedById, correlationId },
    });
    expect((await decline(foreign.id)).status).toBe(404);
    expect((await model(foreign.id)).gate).toBe('ASKED');
  });

  it('asks no more once a newer version that knows its texts is live', async () => {
    const kept = await trained(WORSE);
    const newer = await trained({ right: 4, liveRight: 3 });
    expect(await live()).toEqual([newer]);
    expect(await model(kept)).toMatchObject({ gate: 'DECLINED', gateDecidedById: null });
    expect((await gateMessage(kept)).buttons).toEqual([]);
    await press('PUT_LIVE', kept);
    await service.drain();
    expect(said()).toContain('needs no decision any more');
    await service.telegram(APPROVERS, ann, { kind: 'USE', modelId: kept });
    await service.drain();
    expect(await live()).toEqual([kept]);
  });

  it('asks when somebody went to another version while it was trained', async () => {
    const first = await trained();
    await trained();
    await approvedText();
    const training = await begun();
    await service.telegram(APPROVERS, ann, { kind: 'USE', modelId: first });
    await complete(training, { right: 4, liveRight: 2 });
    expect(await live()).toEqual([first]);
    expect(await model(training.id)).toMatchObject({ gate: 'ASKED' });
    expect(said()).toContain(`#${first} was chosen while it was trained`);
    await service.telegram(APPROVERS, ann, { kind: 'USE', modelId: training.id });
    await service.drain();
    expect(await live()).toEqual([training.id]);
    expect(await model(training.id)).toMatchObject({ gate: 'ACCEPTED' });
  });

  it('a candidate whose files are damaged is FAILED when it is put live, its texts wait', async () => {
    const before = await live();
    const textId = await approvedText();
    const training = await begun();
    await complete(training, WORSE);
    service.prediction.next = 'refuse';
    await press('PUT_LIVE', training.id);
    await service.drain();
    expect(await live()).toEqual(before);
    expect(await model(training.id)).toMatchObject({ status: 'FAILED' });
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: textId } })).toMatchObject({
      status: 'PENDING',
    });
  });
});

describe('the questions', () => {
  it('come with the claim of an attempt, page by page, and with the version to compare with', async () => {
    const [liveId] = await live();
    const { id: workspaceId } = await service.db.workspace.findFirstOrThrow({ where: { name: 'default' } });
    const other = await service.db.workspace.create({ data: { name: 'other' } });
    const kinds = ['a', 'b', null].map((answer, i) => ({
      workspaceId,
      question: `Question ${i}?`,
      answer,
      hash: `gate-${i}`,
      origin: 'MANUAL' as const,
      use: 'GATE' as const,
    }));
    await service.db.goldenQuestion.createMany({
      data: [...kinds, { ...kinds[0], workspaceId: other.id, question: 'x', origin: 'MANUAL', use: 'GATE', hash: 'x' }],
    });
    await approvedText();
    const { id, claim } = await begun();
    expect(claim.live).toEqual({ modelId: liveId, directory: `w/${liveId}`, threshold: 0.5, withdrawn: [] });
    const page = async (after: number, token = claim.attemptToken) => {
      const path = `/internal/models/${id}/golden?attemptToken=${token}&after=${after}&limit=2`;
      const response = await service.fetch(path, { token: SERVICE_TOKEN });
      return { status: response.status, body: (await response.json()) as { items: unknown[]; next: number | null } };
    };
    const first = (await page(0)).body;
    const second = (await page(first.next ?? 0)).body;
    expect([...first.items, ...second.items]).toMatchObject([
      { question: 'Question 0?', answer: 'a' },
      { question: 'Question 1?', answer: 'b' },
      { question: 'Question 2?', answer: null },
    ]);
    expect(second.next).toBeNull();
    expect((await page(0, '00000000-0000-4000-8000-000000000000')).status).toBe(409);
  });
});
