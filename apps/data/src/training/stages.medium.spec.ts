import { richTextSchema, trainingStageSchema } from '@personal-assistant/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness } from '../testing/harness.js';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
});
afterAll(() => service.close());
beforeEach(() => {
  service.prediction.next = 'serve';
});

let lessons = 0;
/** A training that was claimed, and what the approvers' chat was told before. */
async function begun(): Promise<{ id: number; attemptToken: string; told: number }> {
  const text = `Lesson number ${lessons++} says something of its own.`;
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  const { id: trainDataId } = await service.db.trainData.findFirstOrThrow({ where: { text } });
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId });
  await service.drain();
  const told = toApprovers().length;
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
  const { id } = await service.db.model.findFirstOrThrow({ where: { status: 'PROCESSING' } });
  await service.drain();
  const { body } = await service.internal(`/models/${id}/claim`, { worker: 'w' });
  return { id, told, ...(body as { attemptToken: string }) };
}
async function complete({ id, attemptToken }: { id: number; attemptToken: string }, right?: number): Promise<void> {
  const live = await service.db.model.findFirst({ where: { live: true } });
  const { status } = await service.internal(`/models/${id}/complete`, {
    attemptToken,
    directory: `w/${id}`,
    manifestSha256: 'b'.repeat(64),
    metrics: { texts: 1, passages: 1, seconds: 1, threshold: 0.5, falseAnswerRate: 0.05 },
    golden:
      right === undefined
        ? undefined
        : { asked: 4, right, liveRight: 3, fixed: 0, broken: 1, items: [], liveModelId: live?.id },
  });
  expect(status).toBe(200);
}
const toApprovers = () => service.bot.delivered.filter(({ chatId }) => chatId === APPROVERS);
/** What was sent since, and what became of it by edits. */
const since = (told: number) =>
  toApprovers()
    .slice(told)
    .map(({ action }) => ({ kind: action.kind, text: action.text.map(({ text }) => text).join('') }));
/** What notified somebody. */
const sent = (told: number) => since(told).filter(({ kind }) => kind !== 'edit');
/** The message that a new one replies to is the one that is edited all along. */
const repliesToProgress = (told: number) => {
  const [edited] = toApprovers()
    .slice(told)
    .flatMap(({ action }) => (action.kind === 'edit' ? [action.messageId] : []));
  const replies = toApprovers()
    .slice(told + 1)
    .flatMap(({ action }) => (action.kind === 'edit' ? [] : [action.replyToMessageId]));
  expect(edited).toBeDefined();
  expect(replies).toEqual([edited]);
};
/** The message of a training, as it is now. */
const shown = async (id: number) => {
  const where = { key: `model:${id}:progress`, chat: { channel: 'TELEGRAM' as const } };
  const { text } = await service.db.chatMessage.findFirstOrThrow({ where });
  return richTextSchema
    .parse(text)
    .map((span) => span.text)
    .join('');
};
const stage = async (id: number) => {
  const response = await service.fetch(`/api/models/${id}`, { token: API_TOKEN });
  return ((await response.json()) as { progress: { stage: string | null } }).progress.stage;
};
const press = (kind: 'PUT_LIVE' | 'KEEP_LIVE', modelId: number) => service.telegram(APPROVERS, ann, { kind, modelId });

describe('the stages of a training', () => {
  it('are each shown in one message, which is edited until it says that the version is live', async () => {
    const training = await begun();
    const { id, attemptToken, told } = training;
    const stages = trainingStageSchema.options;
    expect(stages.slice(-2)).toEqual(['gate', 'live']);
    for (const [index, at] of stages.slice(0, -2).entries()) {
      await service.internal(`/models/${id}/progress`, { attemptToken, stage: at, fraction: index / 10 });
      expect(await stage(id)).toBe(at);
      await service.drain();
    }
    service.prediction.next = 'unavailable';
    await complete(training);
    expect(await stage(id)).toBe('live');
    expect(await shown(id)).toContain('is done and through the gate: there was no version before it.');
    service.prediction.next = 'serve';
    await service.drain();
    expect(await service.db.model.findUniqueOrThrow({ where: { id } })).toMatchObject({ live: true });
    expect(await stage(id)).toBe('live');
    const messages = since(told).slice(0, -1);
    expect(messages.at(-1)?.text).toContain(`(#${id}) is live: I learned 1 new text`);
    expect(messages.map(({ kind }) => kind)).toEqual(['send', ...messages.slice(1).map(() => 'edit')]);
    expect(since(told).at(-1)).toEqual({
      kind: 'send',
      text: expect.stringMatching(/ is live and answers from now on\. Ask it something with \/ask\.$/u) as string,
    });
    repliesToProgress(told);
    expect(new Set(messages.map(({ text }) => text)).size).toBeGreaterThanOrEqual(stages.length);
  });

  it('end with one new message too when a training fails, or its version cannot be loaded', async () => {
    const live = (await service.db.model.findFirstOrThrow({ where: { live: true } })).id;
    const poisoned = await begun();
    const failure = { attemptToken: poisoned.attemptToken, reason: 'a text is poison', retryable: false };
    await service.internal(`/models/${poisoned.id}/fail`, failure);
    await service.internal(`/models/${poisoned.id}/fail`, failure);
    await service.drain();
    expect(sent(poisoned.told)).toHaveLength(2);
    expect(since(poisoned.told).at(-1)?.text).toContain(
      `failed: a text is poison. #${live} goes on answering; /start_train tries again.`,
    );
    repliesToProgress(poisoned.told);
    const damaged = await begun();
    service.prediction.next = 'refuse';
    await complete(damaged);
    await service.drain();
    expect(sent(damaged.told)).toHaveLength(2);
    expect(since(damaged.told).at(-1)?.text).toContain('failed: it could not be loaded');
    repliesToProgress(damaged.told);
  });

  it('end at the gate while a version waits, and go on to live when it is put live', async () => {
    const training = await begun();
    const { id, told } = training;
    await complete(training, 2);
    await service.drain();
    expect(await stage(id)).toBe('gate');
    const waiting = since(told).filter(({ kind }) => kind === 'edit');
    expect(waiting.at(-1)?.text).toContain('waits for you at the gate: it is worse than the live one: 2 of 4');
    expect(sent(told)).toHaveLength(2);
    expect(since(told).at(-1)?.text).toMatch(/^Shall .* go live\?/u);
    repliesToProgress(told);
    service.prediction.next = 'unavailable';
    await press('PUT_LIVE', id);
    expect(await shown(id)).toContain('is done and through the gate: Ann puts it live.');
    service.prediction.next = 'serve';
    await service.drain();
    expect(await stage(id)).toBe('live');
    const edits = since(told).filter(({ kind }) => kind === 'edit');
    expect(edits.at(-1)?.text ?? '').toMatch(/is live/u);
    expect(since(told).filter(({ text }) => text.includes('is live: I learned'))).toMatchObject([{ kind: 'edit' }]);
    // Beside the beginning and the question there is the answer to who put it live, and nothing else.
    expect(sent(told).map(({ text }) => text.replace(/ *\S*«.*\)/u, ' V'))).toEqual([
      expect.stringContaining('Training V'),
      expect.stringContaining('go live?'),
      expect.stringMatching(/I am loading it\.$|as Ann wanted\.$/u),
    ]);
  });

  it('end at the gate for good when the version is kept back', async () => {
    const training = await begun();
    await complete(training, 2);
    await press('KEEP_LIVE', training.id);
    await service.drain();
    expect(await stage(training.id)).toBe('gate');
    expect(since(training.told).map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/is done; it stays a candidate\.$/u),
    );
  });

  it('are told once more to a chat that has no message of the training', async () => {
    const training = await begun();
    const key = `model:${training.id}:progress`;
    await service.db.outbox.deleteMany({ where: { messageId: { not: null } } });
    await service.db.chatMessage.deleteMany({ where: { key, chat: { channel: 'TELEGRAM' } } });
    const told = toApprovers().length;
    await complete(training, 3);
    await service.drain();
    expect(since(told)).toMatchObject([{ kind: 'send' }]);
    expect(since(told)[0]?.text).toContain('is live and answers from now on');
  });
});
