import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { plainText, richTextSchema } from '@personal-assistant/contracts';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import { ann, APPROVERS, API_TOKEN, bob, GROUP, Harness, SOON } from '../testing/harness.js';

const WIFI = 'The guest Wi-Fi password is sunflower-42.';
let service: Harness;

/** Teaches one text and makes a version that knows it. */
beforeAll(async () => {
  service = await Harness.start();
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text: WIFI });
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: 1 });
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN', name: 'first' });
  const { id } = await service.db.model.findFirstOrThrow();
  const claim = await service.internal(`/models/${id}/claim`, { worker: 'w1' });
  const { attemptToken } = claim.body as { attemptToken: string };
  await service.internal(`/models/${id}/complete`, {
    attemptToken,
    directory: `w/${id}`,
    manifestSha256: 'a'.repeat(64),
    metrics: { texts: 1, passages: 1, seconds: 1.5, threshold: 0.5, falseAnswerRate: 0.04 },
  });
  await service.drain();
});
afterAll(() => service.close());

/** Asks in a chat and waits until «Working on it…» is there, with the chat's limits lifted. */
async function ask(chatId: string, type: 'group' | 'private' = 'group') {
  const text = `what is the wifi password, ${crypto.randomUUID()}?`;
  await service.telegram(chatId, bob, { kind: 'ASK', text }, { chat: { id: chatId, type, title: 'Garden club' } });
  const { id } = await service.db.question.findFirstOrThrow({ where: { text } });
  await service.drain();
  const message = await service.db.chatMessage.findFirstOrThrow({ where: { key: `question:${id}:reply` } });
  return { id, messageId: message.id, chatId: message.chatId };
}

const partial = async (id: string, text: string) => service.internal(`/questions/${id}/partial`, { text });
const answer = (id: string) =>
  service.internal(`/questions/${id}/answer`, {
    modelId: 1,
    abstained: false,
    text: 'The password is sunflower-42.',
    confidence: 0.9,
    sources: [{ trainDataId: 1, quote: WIFI, start: 0 }],
    ms: 1200,
  });
const edits = (messageId: bigint) =>
  service.db.outbox.findMany({ where: { messageId, action: 'EDIT' }, orderBy: { id: 'asc' } });
/** As if the last message of the chat had been sent long ago, so that nothing but what is tested limits it. */
async function calm(chatId: string) {
  const longAgo = new Date(Date.now() - 3_600_000);
  await service.db.outbox.updateMany({ where: { orderKey: chatId, status: 'SENT' }, data: { finishedAt: longAgo } });
  await service.db.chat.update({ where: { id: chatId }, data: { nextDeliveryAt: longAgo } });
}
async function shownText(messageId: bigint): Promise<string> {
  const { text } = await service.db.chatMessage.findUniqueOrThrow({ where: { id: messageId } });
  return plainText(richTextSchema.parse(text));
}

describe('a partial answer', () => {
  it('edits the message at most every 1.5 s, in order, and the final text comes last', async () => {
    const { id, messageId, chatId } = await ask('-3001');
    await calm(chatId);
    const before = service.bot.delivered.length;
    let text = 'word';
    while ((await edits(messageId)).filter(({ status }) => status === 'SENT').length < 3) {
      await partial(id, (text += ' word'));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await answer(id)).status).toBe(200);
    const rows = await vi.waitUntil(async () => {
      const all = await edits(messageId);
      return all.every(({ status }) => status === 'SENT') && all;
    }, SOON);
    const times = rows.map(({ finishedAt }) => finishedAt?.getTime() ?? 0);
    for (const [i, time] of times.entries()) {
      if (i > 0) expect(time - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(1490);
    }
    const texts = service.bot.delivered.slice(before).map(({ action }) => plainText(action.text));
    const counts = texts.slice(0, -1).map((text) => text.split(' word').length);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(texts[0]).toContain('not checked yet');
    expect(texts.at(-1)).toContain('The password is sunflower-42.');
    expect(texts.at(-1)).toContain('taught by Bob');
    expect(texts.at(-1)).not.toContain('not checked yet');
  });

  it('never comes after the answer', async () => {
    const { id, messageId } = await ask('-3002');
    await partial(id, 'The pass');
    await answer(id);
    const shown = await shownText(messageId);
    expect(await partial(id, 'The password is')).toMatchObject({ status: 409, body: { code: 'ALREADY_ANSWERED' } });
    expect(await shownText(messageId)).toBe(shown);
    await service.drain();
    expect(service.bot.textsTo('-3002').at(-1)).toBe(shown);
  });

  it('leaves its place to everything else that the chat has to hear', async () => {
    const { id, messageId, chatId } = await ask('-3003');
    await calm(chatId);
    // Something waits, held back by Telegram.
    await service.db.chat.update({ where: { id: chatId }, data: { nextDeliveryAt: new Date(Date.now() + 3_600_000) } });
    const chat = await service.db.chat.findUniqueOrThrow({ where: { id: chatId } });
    await service.app
      .get(Database)
      .transaction((tx) => service.app.get(MessageService).post(tx, chat, { key: 'other', text: [{ text: 'other' }] }));
    await partial(id, 'The password');
    await service.db.chat.update({ where: { id: chatId }, data: { nextDeliveryAt: new Date(0) } });
    await partial(id, 'The password is');
    expect(await edits(messageId)).toEqual([]);
    expect(await shownText(messageId)).toContain('The password is');
    await answer(id);
    await service.drain();
    expect(service.bot.textsTo('-3003').slice(-2)).toEqual(['other', expect.stringContaining('sunflower-42')]);
  });

  it('uses at most half of what a group may be sent in a minute; a private chat has no such limit', async () => {
    for (const [chat, type, expected] of [
      ['-3004', 'group', 0],
      ['3005', 'private', 1],
    ] as const) {
      const { id, messageId, chatId } = await ask(chat, type);
      await calm(chatId);
      const other = { kind: 'DELIVERY', status: 'SENT', orderKey: chatId, correlationId: 'test' } as const;
      const finishedAt = new Date(Date.now() - 20_000);
      await service.db.outbox.createMany({ data: Array.from({ length: 10 }, () => ({ ...other, finishedAt })) });
      await partial(id, 'The password');
      expect(await edits(messageId)).toHaveLength(expected);
      await answer(id);
      await service.drain();
      expect(service.bot.textsTo(chat).at(-1)).toContain('sunflower-42');
    }
  });

  it('is a message event on the page each time', async () => {
    const cookie = await service.signInAsMember('Mia');
    const sent = await service.fetch('/api/chat/members/messages', {
      method: 'POST',
      json: { id: crypto.randomUUID(), text: '/ask what is the wifi password on the page?' },
      headers: { cookie },
    });
    expect(sent.status).toBe(202);
    const { commandId } = (await sent.json()) as { commandId: string };
    await service.internal(`/commands/${commandId}/process`);
    const { id } = await service.db.question.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
    const message = await service.db.chatMessage.findFirstOrThrow({ where: { key: `question:${id}:reply` } });
    const seen = async () =>
      service.db.event.count({ where: { type: 'MESSAGE', targetId: message.id.toString(), audience: 'MEMBER' } });
    const before = await seen();
    await partial(id, 'The password');
    await partial(id, 'The password is');
    expect(await seen()).toBe(before + 2);
    expect(await shownText(message.id)).toContain('The password is');
    expect(await edits(message.id)).toEqual([]);
    await answer(id);
    expect(await shownText(message.id)).toContain('sunflower-42');
  });

  it('is also a sign of life, without a text, and for a question without a chat', async () => {
    const asked = await service.fetch('/api/questions', { method: 'POST', json: { text: 'wifi?' }, token: API_TOKEN });
    const { id } = (await asked.json()) as { id: string };
    await service.db.question.update({ where: { id }, data: { publishedAt: new Date(0) } });
    expect((await partial(id, '')).status).toBe(200);
    const { publishedAt } = await service.db.question.findUniqueOrThrow({ where: { id } });
    expect(publishedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect((await partial(id, 'The password')).status).toBe(200);
  });

  it('is refused for a question that is not there, and when it is too long', async () => {
    expect((await partial(crypto.randomUUID(), 'x')).status).toBe(404);
    expect((await partial(crypto.randomUUID(), 'x'.repeat(20_001))).status).toBe(400);
  });
});
