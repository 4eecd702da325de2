import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness, SERVICE_TOKEN } from '../testing/harness.js';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
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
  return ((await service.internal(`/models/${id}/claim`, { worker: 'w' })).body as { attemptToken: string })
    .attemptToken;
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
const live = async () => (await service.db.model.findMany({ where: { live: true } })).map(({ id }) => id);
const use = (modelId?: number) => service.telegram(APPROVERS, ann, { kind: 'USE', modelId });
const cancel = () => service.telegram(APPROVERS, ann, { kind: 'CANCEL_TRAIN' });
const post = (path: string, token = API_TOKEN) => service.fetch(path, { method: 'POST', token });
const attempt = async (id: number, token: string) =>
  (await service.fetch(`/internal/models/${id}/attempt?attemptToken=${token}`, { token: SERVICE_TOKEN })).status;
const shown = async (id: number) =>
  (await (await service.fetch(`/api/models/${id}`, { token: API_TOKEN })).json()) as {
    live: boolean;
    loading: boolean;
  };
/** Counts what open pages hear about a version. */
const announced = (id: number) => service.db.event.count({ where: { type: 'MODEL', targetId: String(id) } });
async function said(): Promise<string> {
  await service.drain();
  return service.bot.textsTo(APPROVERS).at(-1) ?? '';
}

describe('cancelling a training', () => {
  it('gives the texts back, tells the attempt and the approvers, and the next training works', async () => {
    const textId = await approvedText();
    const id = await startTraining();
    const token = await claim(id);
    expect(await attempt(id, token)).toBe(200);
    await cancel();
    expect(await model(id)).toMatchObject({ status: 'CANCELLED', error: 'Cancelled by Ann.', live: false });
    expect(await text(textId)).toMatchObject({ status: 'PENDING', modelId: null });
    expect(await attempt(id, token)).toBe(409);
    expect((await complete(id, token)).status).toBe(409);
    const progress = await service.internal(`/models/${id}/progress`, {
      attemptToken: token,
      stage: 'embed',
      fraction: 0.5,
    });
    expect(progress.status).toBe(409);
    await service.drain();
    const texts = service.bot.textsTo(APPROVERS);
    // The progress message is edited, and whoever cancelled gets a reply.
    expect(texts.slice(-2).every((words) => words.includes('was cancelled by Ann'))).toBe(true);
    const next = await startTraining();
    await complete(next, await claim(next));
    await service.drain();
    expect(await text(textId)).toMatchObject({ status: 'DONE', modelId: next });
    expect(await live()).toEqual([next]);
  });

  it('before a worker took it leaves nothing to claim', async () => {
    await approvedText();
    const id = await startTraining();
    await cancel();
    expect((await service.internal(`/models/${id}/claim`, { worker: 'w' })).status).toBe(409);
  });

  it('of one that is over is refused', async () => {
    await cancel();
    expect(await said()).toContain('No training is running');
    const id = await trained();
    const response = await post(`/api/models/${id}/cancel`);
    expect([response.status, await response.json()]).toMatchObject([409, { code: 'CONFLICT' }]);
    expect((await post('/api/models/999999/cancel')).status).toBe(404);
  });

  it('is for approvers', async () => {
    await approvedText();
    const id = await startTraining();
    await service.telegram(APPROVERS, bob, { kind: 'CANCEL_TRAIN' });
    expect(await said()).toContain('Only approvers can do that');
    await service.telegram(GROUP, ann, { kind: 'CANCEL_TRAIN' });
    expect(await model(id)).toMatchObject({ status: 'PROCESSING' });
    expect((await post(`/api/models/${id}/cancel`)).status).toBe(200);
  });

  it('and publishing at the same moment: one of them wins, wholly', async () => {
    for (let round = 0; round < 5; round++) {
      const textId = await approvedText();
      const id = await startTraining();
      const token = await claim(id);
      const [published, cancelled] = await Promise.all([complete(id, token), post(`/api/models/${id}/cancel`)]);
      expect([published.status, cancelled.status].sort()).toEqual([200, 409]);
      const { status } = await model(id);
      expect(status).toBe(published.status === 200 ? 'DONE' : 'CANCELLED');
      expect((await text(textId)).status).toBe(status === 'DONE' ? 'DONE' : 'PENDING');
      await service.drain();
      if (status === 'DONE') expect(await live()).toEqual([id]);
    }
  });
});

describe('going to another version', () => {
  it('goes back and forward again, with who did it, and every version stays', async () => {
    const [first, second] = [await trained(), await trained()];
    await use(first);
    expect(await live()).toEqual([second]);
    await service.drain();
    expect(await live()).toEqual([first]);
    expect(await said()).toContain('is live, as Ann wanted');
    const entries = await service.db.auditLog.findMany({
      where: { subject: `model:${first}` },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action }) => action).slice(-2)).toEqual(['USE_VERSION', 'GO_LIVE']);
    expect(entries.at(-1)?.actorId).not.toBeNull();
    const response = await post(`/api/models/${second}/live`);
    expect([response.status, await response.json()]).toMatchObject([202, { id: second, live: false, loading: true }]);
    await service.drain();
    expect(await live()).toEqual([second]);
  });

  it('says in one sentence why it cannot', async () => {
    const liveId = await trained();
    await use(liveId);
    expect(await said()).toContain('is live already');
    await use(999_999);
    expect(await said()).toContain('There is no version #999999');
    await use();
    expect(await said()).toContain('Which version?');
    await approvedText();
    const running = await startTraining();
    await use(running);
    expect(await said()).toContain('is still being trained');
    await cancel();
    await use(running);
    expect(await said()).toContain('came to nothing');
    const older = await trained();
    await trained();
    await service.db.model.update({ where: { id: older }, data: { removedAt: new Date() } });
    await use(older);
    expect(await said()).toContain('are no longer kept');
    await service.telegram(APPROVERS, bob, { kind: 'USE', modelId: liveId });
    expect(await said()).toContain('Only approvers can do that');
    expect((await post(`/api/models/${liveId}/live`, 'wrong-token-wrong-token')).status).toBe(401);
  });

  it('of another workspace is as if there were none', async () => {
    const id = await trained();
    const other = await service.db.workspace.create({ data: { name: 'other' } });
    const { startedById } = await model(id);
    const foreign = await service.db.model.create({
      data: { workspaceId: other.id, name: 'f', status: 'DONE', startedById, correlationId: 'c' },
    });
    expect((await post(`/api/models/${foreign.id}/live`)).status).toBe(404);
    expect((await post(`/api/models/${foreign.id}/cancel`)).status).toBe(404);
  });

  it('twice at once: the last wish counts, and exactly one is live', async () => {
    const [first, second] = [await trained(), await trained()];
    await trained();
    for (let round = 0; round < 5; round++) {
      await Promise.all([post(`/api/models/${first}/live`), post(`/api/models/${second}/live`)]);
      await service.drain();
      const { wantedModelId } = await service.db.workspace.findFirstOrThrow({ where: { name: 'default' } });
      expect(await live()).toEqual([wantedModelId]);
    }
  });

  it('while it is loaded a later wish wins, whichever is loaded first', async () => {
    const [first, second] = [await trained(), await trained()];
    const third = await trained();
    service.prediction.next = 'unavailable';
    await use(first);
    await expect
      .poll(() => service.db.outbox.count({ where: { kind: 'LOAD_VERSION', attempts: { gt: 0 }, status: 'WAITING' } }))
      .toBe(1);
    expect(await shown(first)).toMatchObject({ live: false, loading: true });
    const heard = await announced(first);
    await use(second);
    expect(await announced(first)).toBeGreaterThan(heard);
    expect(await shown(first)).toMatchObject({ live: false, loading: false });
    service.prediction.next = 'serve';
    await service.drain();
    expect(await live()).toEqual([second]);
    expect(await model(first)).toMatchObject({ live: false, status: 'DONE' });
    await use(first);
    await use(third);
    await service.drain();
    expect(await live()).toEqual([third]);
  });

  it('back while a newer one loads keeps the one that is live', async () => {
    const before = await trained();
    service.prediction.next = 'unavailable';
    await approvedText();
    const id = await startTraining();
    await complete(id, await claim(id));
    await use(before);
    service.prediction.next = 'serve';
    await service.drain();
    expect(await live()).toEqual([before]);
    expect(await model(id)).toMatchObject({ status: 'DONE', live: false });
  });

  it('whose files are damaged says why; the live one stays, and what was learned stays learned', async () => {
    const first = await trained();
    const known = await service.db.trainData.findFirstOrThrow({ where: { modelId: first } });
    const second = await trained();
    service.prediction.next = 'unavailable';
    await use(first);
    expect(await shown(first)).toMatchObject({ live: false, loading: true });
    const heard = await announced(first);
    service.prediction.next = 'refuse';
    expect(await said()).toContain('could not be loaded (the checksum of manifest.json does not match)');
    expect(await announced(first)).toBeGreaterThan(heard);
    expect(await shown(first)).toMatchObject({ live: false, loading: false });
    expect(await shown(second)).toMatchObject({ live: true, loading: false });
    expect(await live()).toEqual([second]);
    expect(await model(first)).toMatchObject({ status: 'DONE' });
    expect(await text(known.id)).toMatchObject({ status: 'DONE', modelId: first });
    // The wish is over: the live one is not loaded again, and can be left again.
    service.prediction.next = 'serve';
    await use(first);
    await service.drain();
    expect(await live()).toEqual([first]);
  });
});
