import { type ClaimedQuestion, questionSchema, type SubmitAnswer } from '@personal-assistant/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ann, bob, GROUP, Harness, type Person } from '../testing/harness.js';

const OPEN = 'When is the gym open?';

let service: Harness;
let modelId: number;
beforeAll(async () => {
  service = await Harness.start();
  const workspace = await service.db.workspace.findFirstOrThrow();
  const user = await service.db.user.create({
    data: { channel: 'TELEGRAM', externalId: '501', displayName: 'Ann' },
  });
  const model = await service.db.model.create({
    data: {
      workspaceId: workspace.id,
      name: 'first',
      status: 'DONE',
      live: true,
      directory: 'w/1',
      manifestSha256: 'a'.repeat(64),
      startedById: user.id,
      correlationId: 'c',
    },
  });
  modelId = model.id;
  const text = 'The gym is open from 8 to 20. On Sundays from 10 to 14.';
  await service.db.trainData.create({
    data: {
      workspaceId: workspace.id,
      text,
      hash: 'h',
      wordsHash: 'w',
      tokens: 9,
      language: 'en',
      taughtById: user.id,
      status: 'DONE',
      modelId,
    },
  });
});
afterAll(() => service.close());

async function ask(text: string, by: Person = bob, more: Parameters<Harness['telegram']>[3] = {}) {
  await service.telegram(GROUP, by, { kind: 'ASK', text }, more);
  return service.db.question.findFirstOrThrow({ where: { text }, orderBy: { createdAt: 'desc' } });
}
async function claim(id: string): Promise<ClaimedQuestion> {
  return (await service.internal(`/questions/${id}/claim`)).body;
}
async function answer(id: string, text: string, more: Partial<SubmitAnswer> = {}) {
  const submitted: SubmitAnswer = {
    modelId,
    abstained: false,
    text,
    confidence: 0.9,
    sources: [{ trainDataId: 1, quote: 'On Sundays from 10 to 14.', start: 29, answer: text }],
    ms: 2,
    ...more,
  };
  expect((await service.internal(`/questions/${id}/answer`, submitted)).status).toBe(200);
  await service.drain();
}
/** The Telegram message that answered a question. */
async function replyOf(id: string): Promise<string> {
  const message = await service.db.chatMessage.findFirstOrThrow({ where: { key: `question:${id}:reply` } });
  return message.externalId ?? '';
}
const replyTo = (messageId: string) => ({ replyTo: { messageId, fromAssistant: true } });

describe('a follow-up question', () => {
  it('carries the one that it replies to, and that one its own: a chain', async () => {
    const first = await ask(OPEN);
    expect(await claim(first.id)).toMatchObject({ previous: null });
    await answer(first.id, '8 to 20');

    const second = await ask('and on Sundays?', ann, replyTo(await replyOf(first.id)));
    expect((await claim(second.id)).previous).toEqual({ question: OPEN, answer: '8 to 20', replied: true });
    await answer(second.id, '10 to 14', { understoodAs: 'When is the gym open on Sundays?' });
    expect(service.bot.textsTo(GROUP).at(-1)).toMatch(/^When is the gym open on Sundays\?\n10 to 14\nOn Sundays/u);

    const third = await ask('and the pool?', bob, replyTo(await replyOf(second.id)));
    expect((await claim(third.id)).previous).toEqual({
      question: 'When is the gym open on Sundays?',
      answer: '10 to 14',
      replied: true,
    });
  });

  it('may reply to the question itself', async () => {
    const question = await ask('where is the sauna?', bob, { message: { id: '9001', text: 'where is the sauna?' } });
    const follow = await ask('and the steam bath?', ann, { replyTo: { messageId: '9001', fromAssistant: false } });
    expect((await claim(follow.id)).previous).toEqual({ question: question.text, answer: null, replied: true });
  });

  it('carries nothing from a reply to something else, and a bare /ask asks what it replies to', async () => {
    await ask('who runs the gym?');
    const other = await ask('and who is this?', bob, replyTo('424242'));
    expect((await claim(other.id)).previous).toBeNull();
    await service.telegram(
      GROUP,
      bob,
      { kind: 'ASK' },
      { replyTo: { messageId: '424243', text: 'is there a bike shed?', fromAssistant: false } },
    );
    const bare = await service.db.question.findFirstOrThrow({ where: { text: 'is there a bike shed?' } });
    expect((await claim(bare.id)).previous).toBeNull();
  });

  it('without a reply follows what the same person asked just before, in the same topic', async () => {
    const topic = { chat: { id: GROUP, type: 'supergroup' as const, topicId: 5 } };
    await ask('how much is a locker?', bob, topic);
    await ask('something of somebody else?', ann, topic);
    const soon = await ask('and for two months?', bob, topic);
    expect((await claim(soon.id)).previous).toEqual({
      question: 'how much is a locker?',
      answer: null,
      replied: false,
    });
    const elsewhere = await ask('and outside?', bob, { chat: { ...topic.chat, topicId: 6 } });
    expect((await claim(elsewhere.id)).previous).toBeNull();
    await service.db.question.updateMany({ data: { createdAt: new Date(Date.now() - 6 * 60_000) } });
    const late = await ask('and for a year?', bob, topic);
    expect((await claim(late.id)).previous).toBeNull();
  });

  it('does not repeat as an answer what was not taught', async () => {
    const first = await ask('where is the moon?');
    await answer(first.id, '', { abstained: true, sources: [] });
    const second = await ask('and the sun?', bob, replyTo(await replyOf(first.id)));
    expect((await claim(second.id)).previous).toMatchObject({ question: 'where is the moon?', answer: null });
  });
});

describe('POST /api/questions with previousQuestionId', () => {
  it('carries a question that the caller may see, and none that they may not', async () => {
    const mia = await service.signInAsMember('Mia');
    const max = await service.signInAsMember('Max');
    const post = (cookie: string, json: object) =>
      service.fetch('/api/questions', { method: 'POST', json, headers: { cookie } });
    const first = questionSchema.parse(await (await post(mia, { text: OPEN })).json());
    const follow = { text: 'and on Mondays?', previousQuestionId: first.id };
    const second = questionSchema.parse(await (await post(mia, follow)).json());
    expect(second).toMatchObject({ previousQuestionId: first.id, understoodAs: null });
    expect((await claim(second.id)).previous).toEqual({ question: OPEN, answer: null, replied: true });
    await answer(second.id, '8 to 20', { understoodAs: 'When is the gym open on Mondays?' });
    const seen = await service.fetch(`/api/questions/${second.id}`, { headers: { cookie: mia } });
    expect(questionSchema.parse(await seen.json())).toMatchObject({
      understoodAs: 'When is the gym open on Mondays?',
      answer: { form: 'ANSWER', sources: [{ answer: '8 to 20' }] },
    });
    expect((await post(max, follow)).status).toBe(404);
    expect((await post(mia, { ...follow, previousQuestionId: 'x' })).status).toBe(400);
  });
});
