import { freePort } from '@personal-assistant/launcher';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBotApi, type FakeChat } from '../fakes/fake-bot-api/index.js';
import { type BotService, eventually, PATIENT, SERVICE_TOKEN, startBotService } from './bot-service.js';
import { FakeDataService } from './fake-data-service.js';

vi.setConfig(PATIENT);

const SECRET = 'webhook-secret-0123456789';

describe('webhook', () => {
  let telegram: FakeBotApi;
  let data: FakeDataService;
  let group: FakeChat;
  let service: BotService;

  beforeEach(async () => {
    telegram = await FakeBotApi.start();
    group = telegram.supergroup('Team');
    data = await FakeDataService.start(SERVICE_TOKEN);
    // Telegram must be told the address before the service listens.
    const port = String(await freePort());
    service = await startBotService({
      PORT: port,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      DATA_SERVICE_URL: data.url,
      TELEGRAM_MODE: 'webhook',
      TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}`,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
    });
    await eventually(() => {
      expect(telegram.webhook?.secretToken).toBe(SECRET);
    });
  });
  afterEach(async () => {
    await service.stop();
    await telegram.stop();
    await data.down();
  });

  const post = (headers: Record<string, string>, body: unknown) =>
    fetch(`${service.url}/telegram/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('takes updates in order, without polling', async () => {
    const ann = group.user('ann');
    ['/ask one', '/ask two', '/ask three'].forEach((text) => ann.sends(text));
    await telegram.updates.whenAllConfirmed();
    expect(data.texts).toEqual(['/ask one', '/ask two', '/ask three']);
    expect(telegram.transcript.of('getUpdates')).toEqual([]);
    expect(telegram.transcript.of('setWebhook')[0]?.payload).toMatchObject({
      max_connections: 1,
      allowed_updates: ['message', 'callback_query', 'message_reaction', 'my_chat_member'],
    });
  });

  it('answers 503 until the data service committed, so that Telegram sends again', async () => {
    data.behaviour = () => ({ status: 503, code: 'UNAVAILABLE' });
    group.user('ann').sends('/ask one');
    await data.until(() => data.attempts.length >= 3);
    expect(telegram.updates.pending).toHaveLength(1);
    data.behaviour = () => 'accept';
    await telegram.updates.whenAllConfirmed();
    expect(data.inbox).toHaveLength(1);
    expect(telegram.updates.history[0]?.deliveries).toBeGreaterThan(3);
  });

  it('does not let one malformed update block the rest', async () => {
    data.behaviour = ({ message }) => (message.text === '/ask bad' ? { status: 400, code: 'BAD_REQUEST' } : 'accept');
    ['/ask bad', '/ask good'].forEach((text) => group.user('ann').sends(text));
    await telegram.updates.whenAllConfirmed();
    expect(data.texts).toEqual(['/ask good']);
  });

  it('answers a duplicate 200; the inbox stores it once', async () => {
    group.user('ann').sends('/ask one');
    await telegram.updates.whenAllConfirmed();
    telegram.updates.redeliver(telegram.updates.history[0]!.update);
    await telegram.updates.whenAllConfirmed();
    expect(data.attempts).toHaveLength(2);
    expect(data.inbox).toHaveLength(1);
  });

  it.each([
    ['no secret', {}],
    ['a wrong secret', { 'x-telegram-bot-api-secret-token': 'webhook-secret-0123456780' }],
    ['a part of the secret', { 'x-telegram-bot-api-secret-token': 'webhook-secret' }],
    ['the service token', { authorization: `Bearer ${SERVICE_TOKEN}` }],
  ] as [string, Record<string, string>][])('refuses %s', async (_, headers) => {
    const message = { message_id: 1, date: 1, chat: { id: 1, type: 'private', first_name: 'x' }, text: '/help' };
    expect((await post(headers, { update_id: 1, message })).status).toBe(401);
    expect(data.attempts).toEqual([]);
  });

  it('refuses what is no update', async () => {
    expect((await post({ 'x-telegram-bot-api-secret-token': SECRET }, { hello: 'world' })).status).toBe(400);
  });

  it('skips an update that it cannot understand', async () => {
    const response = await post(
      { 'x-telegram-bot-api-secret-token': SECRET },
      { update_id: 1, message: { text: '/ask x' } },
    );
    expect(response.status).toBe(200);
    expect(data.attempts).toEqual([]);
  });
});

describe('webhook address of a bot that polls', () => {
  it('does not exist', async () => {
    const service = await startBotService({});
    const response = await fetch(`${service.url}/telegram/webhook`, { method: 'POST' });
    expect(response.status).toBe(404);
    await service.stop();
  });
});
