import { createServer } from 'node:net';
import type { Delivery } from '@personal-assistant/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBotApi, type FakeChat, type Fault } from '../fakes/fake-bot-api/index.js';
import { type BotService, PATIENT, startBotService } from './bot-service.js';

vi.setConfig(PATIENT);

type Send = Extract<Delivery['action'], { kind: 'send' }>;
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

describe('deliveries', () => {
  let telegram: FakeBotApi;
  let group: FakeChat;
  let service: BotService;

  beforeEach(async () => {
    telegram = await FakeBotApi.start();
    group = telegram.supergroup('Team');
    // The data service is not needed to deliver.
    service = await startBotService({
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      DATA_SERVICE_URL: 'http://127.0.0.1:1',
    });
  });
  afterEach(async () => {
    await service.stop();
    await telegram.stop();
  });

  const send = (action: Partial<Send> = {}, chatId = String(group.id)) =>
    service.deliver({ chatId, action: { kind: 'send', text: [{ text: 'Hello' }], ...action } });
  const edit = (messageId: string, text: string) =>
    service.deliver({ chatId: String(group.id), action: { kind: 'edit', messageId, text: [{ text }] } });
  const sendCalls = () => telegram.transcript.of('sendMessage');
  const last = () => group.botMessages.at(-1)!;

  it('sends text with styles, links and buttons, escaped, as a reply, without previews', async () => {
    const question = group.user('ann').sends('/ask <b>what</b>?');
    const result = await send({
      text: [
        { text: 'A&B ', style: 'bold' },
        { text: '</b><a href="x">' },
        { text: 'quoted "it"', style: 'quote' },
        { text: 'source', url: 'https://t.me/c/1/2?a=1&b="' },
        { text: 'x < y', style: 'code' },
      ],
      replyToMessageId: String(question.id),
      buttons: [
        [
          { label: 'Approve', action: { kind: 'APPROVE', trainDataId: 17 } },
          { label: 'Reject', action: { kind: 'REJECT', trainDataId: 17 } },
        ],
        [{ label: 'Show', action: { kind: 'SHOW', trainDataId: 17 } }],
      ],
    });
    expect(result).toEqual({ outcome: 'DELIVERED', messageId: String(last().id) });
    expect(last().text).toBe('A&B </b><a href="x">quoted "it"sourcex < y');
    expect(
      last().entities.map(({ type, offset, length }) => [type, last().text.slice(offset, offset + length)]),
    ).toEqual([
      ['bold', 'A&B '],
      ['blockquote', 'quoted "it"'],
      ['text_link', 'source'],
      ['code', 'x < y'],
    ]);
    expect(last().entities[2]).toMatchObject({ url: 'https://t.me/c/1/2?a=1&b="' });
    expect(last().replyTo).toBe(question);
    expect(last().buttons).toEqual([['Approve', 'Reject'], ['Show']]);
    expect(sendCalls()[0]?.payload).toMatchObject({ link_preview_options: { is_disabled: true } });
  });

  it('sends without a sound when told to', async () => {
    await send();
    await send({ silent: true });
    expect(sendCalls().map(({ payload }) => payload.disable_notification)).toEqual([undefined, true]);
  });

  it('sends to a topic, and without the reply when the message is gone', async () => {
    const forum = telegram.forum('Forum');
    const topicId = forum.topic('Wi-Fi');
    const action: Send = { kind: 'send', text: [{ text: 'In the topic' }], replyToMessageId: '9999' };
    expect(await service.deliver({ chatId: String(forum.id), topicId, action })).toMatchObject({
      outcome: 'DELIVERED',
    });
    expect(forum.botMessages[0]).toMatchObject({ topicId, replyTo: undefined });
    expect(await send({ replyToMessageId: '0' })).toMatchObject({ outcome: 'DELIVERED' });
  });

  it('takes 4096 characters that need ten times as many bytes as HTML', async () => {
    expect(await send({ text: [{ text: '&'.repeat(4096) }] })).toMatchObject({ outcome: 'DELIVERED' });
    expect(await send({ text: [{ text: '&'.repeat(4097) }] })).toMatchObject({
      outcome: 'REJECTED',
      reason: expect.stringContaining('message is too long') as string,
    });
  });

  it('sends text that is not well-formed Unicode', async () => {
    expect(await send({ text: [{ text: 'broken \ud83d emoji' }] })).toMatchObject({ outcome: 'DELIVERED' });
    expect(last().text).toBe('broken \ufffd emoji');
  });

  it('edits text and takes the buttons away; an edit that changes nothing is delivered', async () => {
    await send({ buttons: [[{ label: 'Approve', action: { kind: 'APPROVE', trainDataId: 1 } }]] });
    const messageId = String(last().id);
    expect(await edit(messageId, 'Approved')).toEqual({ outcome: 'DELIVERED', messageId });
    expect(last()).toMatchObject({ text: 'Approved', buttons: [] });
    expect(await edit(messageId, 'Approved')).toEqual({ outcome: 'DELIVERED', messageId });
    expect(last().edits).toHaveLength(1);
  });

  it.each<[string, Fault, object, number]>([
    ['429', { kind: 'flood', retryAfter: 7 }, { outcome: 'RETRY', retryAfterMs: 7000 }, 0],
    ['500', { kind: 'error', status: 500 }, { outcome: 'RETRY' }, 0],
    ['502 of the Bot API', { kind: 'error', status: 502, description: 'Bad Gateway' }, { outcome: 'RETRY' }, 0],
    ['502 of a proxy', { kind: 'error', status: 502, html: true }, { outcome: 'AMBIGUOUS' }, 0],
    ['503 of a proxy', { kind: 'error', status: 503, html: true }, { outcome: 'RETRY' }, 0],
    ['401', { kind: 'error', status: 401, description: 'Unauthorized' }, { outcome: 'RETRY', retryAfterMs: 60_000 }, 0],
    ['403', { kind: 'blocked' }, { outcome: 'REJECTED' }, 0],
    ['400', { kind: 'error', status: 400, description: 'Bad Request: nonsense' }, { outcome: 'REJECTED' }, 0],
    ['a socket dropped before', { kind: 'drop' }, { outcome: 'AMBIGUOUS' }, 0],
    ['a socket dropped after', { kind: 'accept-then-drop' }, { outcome: 'AMBIGUOUS' }, 1],
  ])('reports %s with exactly one call', async (_, fault, expected, stored) => {
    telegram.fail('sendMessage', fault);
    expect(await send()).toMatchObject(expected);
    expect(sendCalls()).toHaveLength(1);
    expect(group.botMessages).toHaveLength(stored);
  });

  const photo = (chatId = String(group.id), topicId?: number, replyToMessageId?: string) =>
    service.deliver({
      chatId,
      topicId,
      action: { kind: 'photo', png: PIXEL, text: [{ text: 'A < B', style: 'bold' }], replyToMessageId },
    });

  it('uploads a picture with its text under it, in its topic, as a reply', async () => {
    const forum = telegram.forum('Forum');
    const topicId = forum.topic('Trainings');
    const asked = forum.user('ann').sends('/start_train', { topicId });
    const result = await photo(String(forum.id), topicId, String(asked.id));
    const [message] = forum.botMessages;
    expect(result).toEqual({ outcome: 'DELIVERED', messageId: String(message?.id) });
    expect(message).toMatchObject({ text: 'A < B', entities: [{ type: 'bold', length: 5 }], topicId, replyTo: asked });
    expect(message?.photo?.content.toString('base64')).toBe(PIXEL);
  });

  it.each<[string, Fault, object]>([
    ['429', { kind: 'flood', retryAfter: 7 }, { outcome: 'RETRY', retryAfterMs: 7000 }],
    ['500', { kind: 'error', status: 500 }, { outcome: 'RETRY' }],
    ['403', { kind: 'blocked' }, { outcome: 'REJECTED' }],
    ['502 of a proxy', { kind: 'error', status: 502, html: true }, { outcome: 'AMBIGUOUS' }],
    ['a socket dropped after', { kind: 'accept-then-drop' }, { outcome: 'AMBIGUOUS' }],
  ])('reports %s to a picture as to a text, and sends nothing else', async (_, fault, expected) => {
    telegram.fail('sendPhoto', fault);
    expect(await photo()).toMatchObject(expected);
    expect(sendCalls()).toEqual([]);
  });

  it.each<[string, Fault]>([
    ['does not know how to take one', { kind: 'error', status: 404, description: 'Not Found: method not found' }],
    ['says so with a page', { kind: 'error', status: 500, html: true }],
    ['refuses it', { kind: 'error', status: 400, description: 'Bad Request: not enough rights to send photos' }],
  ])('sends the text alone when a server %s', async (_, fault) => {
    telegram.fail('sendPhoto', fault);
    expect(await photo()).toEqual({ outcome: 'DELIVERED', messageId: String(last().id) });
    expect(last()).toMatchObject({ text: 'A < B', photo: undefined });
  });

  it('reports what Telegram says about chats', async () => {
    const blocked = telegram.privateChat('carl');
    blocked.blockBot();
    expect(await send({}, String(blocked.id))).toMatchObject({
      outcome: 'REJECTED',
      reason: '403 Forbidden: bot was blocked by the user',
    });
    expect(await send({}, '-1009999')).toMatchObject({
      outcome: 'REJECTED',
      reason: '400 Bad Request: chat not found',
    });
    expect(await send({}, 'b1c6a3e0-web-room')).toMatchObject({ outcome: 'REJECTED' });
    expect(await edit('4711', 'x')).toMatchObject({ outcome: 'REJECTED' });
    expect(await edit('not-a-number', 'x')).toMatchObject({ outcome: 'REJECTED' });
  });

  it('follows a group that became a supergroup', async () => {
    const basic = telegram.group('Small');
    const result = await (async () => {
      telegram.fail('sendMessage', { kind: 'migrate' });
      return await send({}, String(basic.id));
    })();
    expect(result).toMatchObject({ outcome: 'MIGRATED', toChatId: String(basic.migratedTo?.id) });
    expect(await send({}, String(basic.migratedTo?.id))).toMatchObject({ outcome: 'DELIVERED' });
  });

  it('keeps the flood limit of Telegram as a RETRY with its time', async () => {
    telegram.flood.minGapMs = 60_000;
    expect(await send()).toMatchObject({ outcome: 'DELIVERED' });
    expect(await send()).toMatchObject({ outcome: 'RETRY', retryAfterMs: 60_000 });
    expect(group.botMessages).toHaveLength(1);
  });

  it('tells "nobody listens" (surely not sent) from "the answer was lost"', async () => {
    await telegram.goOffline();
    expect(await send()).toMatchObject({ outcome: 'RETRY', reason: expect.stringContaining('ECONNREFUSED') as string });
    await telegram.resume();
    expect(await send()).toMatchObject({ outcome: 'DELIVERED' });
  });

  it('asks to wait when there is no token, or the host of Telegram is unknown', async () => {
    const cases = [
      [{ TELEGRAM_TOKEN: '' }, { outcome: 'RETRY', retryAfterMs: 60_000, reason: 'TELEGRAM_TOKEN is not set.' }],
      [{ TELEGRAM_TOKEN: '1:a', TELEGRAM_API_ROOT: 'http://telegram.invalid' }, { outcome: 'RETRY' }],
    ] as const;
    for (const [environment, expected] of cases) {
      const other = await startBotService(environment);
      const action: Send = { kind: 'send', text: [{ text: 'x' }] };
      expect(await other.deliver({ chatId: '1', action })).toMatchObject(expected);
      await other.stop();
    }
  });

  it('reads a server that speaks no HTTP as ambiguous: it took the request', async () => {
    const garbage = createServer((socket) => socket.once('data', () => socket.end('garbage\r\n\r\n')));
    await new Promise<void>((resolve) => garbage.listen(0, '127.0.0.1', resolve));
    const { port } = garbage.address() as { port: number };
    const other = await startBotService({ TELEGRAM_TOKEN: '1:a', TELEGRAM_API_ROOT: `http://127.0.0.1:${port}` });
    const action: Send = { kind: 'send', text: [{ text: 'x' }] };
    expect(await other.deliver({ chatId: '1', action })).toMatchObject({ outcome: 'AMBIGUOUS' });
    await other.stop();
    await new Promise((resolve) => garbage.close(resolve));
  });

  it('is for the services only and checks the body', async () => {
    const post = (headers: Record<string, string>, body: unknown) =>
      fetch(`${service.url}/internal/deliveries`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    expect((await post({}, {})).status).toBe(401);
    expect((await fetch(`${service.url}/internal/status`)).status).toBe(401);
    expect((await post({ authorization: 'Bearer the-secret-of-the-services' }, { id: 'x' })).status).toBe(400);
    expect(sendCalls()).toHaveLength(0);
  });

  it('counts outcomes', async () => {
    await send();
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(text).toMatch(/telegram_deliveries_total\{outcome="DELIVERED"\} [1-9]/u);
  });
});
