import { botStatusSchema } from '@personal-assistant/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBotApi, type FakeBotApiOptions, type FakeChat } from '../fakes/fake-bot-api/index.js';
import { type BotService, eventually, PATIENT, SERVICE_TOKEN, startBotService } from './bot-service.js';
import { FakeDataService } from './fake-data-service.js';

vi.setConfig(PATIENT);

describe('long polling', () => {
  let telegram: FakeBotApi;
  let data: FakeDataService;
  let group: FakeChat;
  const services: BotService[] = [];

  const startTelegram = async (options: FakeBotApiOptions = {}) => {
    telegram = await FakeBotApi.start(options);
    group = telegram.supergroup('Team');
  };
  const startBot = async (environment: Record<string, string> = {}) => {
    const service = await startBotService({
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      DATA_SERVICE_URL: data.url,
      ...environment,
    });
    services.push(service);
    return service;
  };
  const statusOf = (service: BotService) => service.client.get('/internal/status', botStatusSchema);
  const ids = () => telegram.updates.history.map(({ update }) => `telegram:${telegram.me.id}:${update.update_id}`);

  beforeEach(async () => {
    await startTelegram();
    data = await FakeDataService.start(SERVICE_TOKEN);
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.stop()));
    await telegram.stop();
    await data.down();
  });

  it('hands updates over in order and confirms each', async () => {
    const ann = group.user('ann');
    ann.sends('/train The guest Wi-Fi password is sunflower-42.');
    await startBot();
    await data.until(() => data.inbox.length === 1);
    for (let n = 0; n < 20; n++) ann.sends(`/ask question ${n}`);
    await telegram.updates.whenAllConfirmed();
    expect(data.texts).toEqual([
      '/train The guest Wi-Fi password is sunflower-42.',
      ...Array.from({ length: 20 }, (_, n) => `/ask question ${n}`),
    ]);
    expect(data.attempts).toEqual(ids());
    expect(telegram.updates.history.every(({ deliveries }) => deliveries === 1)).toBe(true);
  });

  it.each([
    ['answers 503', { status: 503, code: 'UNAVAILABLE' }],
    ['answers 500', { status: 500, code: 'INTERNAL' }],
    ['refuses the service token', { status: 401, code: 'UNAUTHENTICATED' }],
    ['is another service', { status: 404, code: 'NOT_FOUND' }],
  ])('confirms nothing while the data service %s, and everything once afterwards', async (_, failure) => {
    data.behaviour = () => failure;
    const ann = group.user('ann');
    ['/ask one', '/ask two', '/ask three'].forEach((text) => ann.sends(text));
    await startBot();
    await data.until(() => data.attempts.length >= 4);
    expect(telegram.updates.pending).toHaveLength(3);
    expect(data.inbox).toEqual([]);
    expect(new Set(data.attempts).size, 'only the first is tried: order is kept').toBe(1);

    data.behaviour = () => 'accept';
    await telegram.updates.whenAllConfirmed();
    expect(data.texts).toEqual(['/ask one', '/ask two', '/ask three']);
  });

  it('waits while the data service is not there at all', async () => {
    await data.down();
    group.user('ann').sends('/ask one');
    const service = await startBot();
    await eventually(async () => {
      const text = await (await fetch(`${service.url}/metrics`)).text();
      expect(Number(/^telegram_inbox_retries_total (\d+)/mu.exec(text)?.[1])).toBeGreaterThan(2);
    });
    expect(telegram.updates.pending).toHaveLength(1);
    await data.up();
    await telegram.updates.whenAllConfirmed();
    expect(data.texts).toEqual(['/ask one']);
  });

  it('sends an update again whose acceptance was lost on the way; the inbox knows it by its id', async () => {
    let drops = 2;
    data.behaviour = () => (drops-- > 0 ? 'commit-then-drop' : 'accept');
    group.user('ann').sends('/ask one');
    await startBot();
    await telegram.updates.whenAllConfirmed();
    expect(data.attempts).toHaveLength(3);
    expect(data.inbox).toHaveLength(1);
  });

  it.each([400, 413, 422])('skips an update that the data service calls malformed (%d) and goes on', async (status) => {
    data.behaviour = ({ message }) => (message.text === '/ask bad' ? { status, code: 'BAD_REQUEST' } : 'accept');
    const ann = group.user('ann');
    ['/ask bad', '/ask good'].forEach((text) => ann.sends(text));
    await startBot();
    await telegram.updates.whenAllConfirmed();
    expect(data.texts).toEqual(['/ask good']);
    expect(data.attempts).toHaveLength(2);
  });

  it('meets again after a restart what it had not handed over, and only that', async () => {
    const ann = group.user('ann');
    ['/ask 1', '/ask 2', '/ask 3', '/ask 4'].forEach((text) => ann.sends(text));
    data.behaviour = ({ message }) => (message.text === '/ask 3' ? { status: 503, code: 'UNAVAILABLE' } : 'accept');
    const first = await startBot();
    await data.until(() => data.attempts.length >= 4);
    services.splice(services.indexOf(first), 1);
    await first.stop();
    expect(telegram.updates.pending).toHaveLength(2);

    data.behaviour = () => 'accept';
    await startBot();
    await telegram.updates.whenAllConfirmed();
    expect(data.texts).toEqual(['/ask 1', '/ask 2', '/ask 3', '/ask 4']);
    expect(data.attempts.filter((id) => id === ids()[0])).toHaveLength(1);
  });

  it('survives network, server and flood errors of Telegram and reports how it stands', async () => {
    telegram.fail('getMe', { kind: 'drop' });
    telegram.fail('getMe', { kind: 'error', status: 502, html: true });
    telegram.fail('setMyCommands', { kind: 'error', status: 500 });
    telegram.fail('deleteWebhook', { kind: 'error', status: 500 });
    telegram.fail('getUpdates', { kind: 'drop' }, { times: 2 });
    telegram.fail('getUpdates', { kind: 'error', status: 500, description: 'Internal Server Error' }, { times: 2 });
    group.user('ann').sends('/ask one');
    const service = await startBot();
    await telegram.updates.whenAllConfirmed();
    expect(data.texts).toEqual(['/ask one']);
    expect(telegram.faults.pending).toBe(0);
    expect(await statusOf(service)).toEqual({
      state: 'connected',
      detail: null,
      botUsername: telegram.me.username,
      botId: String(telegram.me.id),
    });
  });

  it('comes back when Telegram was away for a while', async () => {
    const service = await startBot();
    await eventually(() => {
      expect(telegram.transcript.of('getUpdates')).not.toHaveLength(0);
    });
    await telegram.goOffline();
    await eventually(async () => {
      expect((await statusOf(service)).state).toBe('unreachable');
    });
    const health = await (await fetch(`${service.url}/health`)).json();
    expect(health).toMatchObject({ dependencies: { telegram: { ok: false } } });
    group.user('ann').sends('/ask meanwhile');
    await telegram.resume();
    await telegram.updates.whenAllConfirmed();
    expect(data.texts).toEqual(['/ask meanwhile']);
    await eventually(async () => {
      expect((await statusOf(service)).state).toBe('connected');
    });
  });

  it('says so when another program polls, and each update still takes effect once', async () => {
    const [first, second] = [await startBot(), await startBot()];
    await eventually(() => {
      expect(telegram.transcript.calls.some(({ outcome }) => outcome === 409)).toBe(true);
    });
    await eventually(async () => {
      const details = [(await statusOf(first)).detail, (await statusOf(second)).detail];
      expect(details.join()).toContain('Another program takes this bot');
    });
    for (let n = 0; n < 5; n++) group.user('ann').sends(`/ask ${n}`);
    await telegram.updates.whenAllConfirmed();
    expect(new Set(data.texts)).toEqual(new Set(Array.from({ length: 5 }, (_, n) => `/ask ${n}`)));
    expect(data.inbox).toHaveLength(5);
  });

  it.each([0, 1])('takes a forgotten webhook away, also at try %d', async (failures) => {
    telegram.setWebhook({ url: 'http://127.0.0.1:9/nobody' });
    if (failures > 0) telegram.fail('deleteWebhook', { kind: 'error', status: 500 }, { times: failures });
    group.user('ann').sends('/ask one');
    await startBot();
    await telegram.updates.whenAllConfirmed();
    expect(telegram.webhook).toBeUndefined();
    expect(data.texts).toEqual(['/ask one']);
  });

  it('names a wrong token in health and status, and keeps waiting', async () => {
    const service = await startBot({ TELEGRAM_TOKEN: '1:wrong' });
    await eventually(async () => {
      expect(await statusOf(service)).toMatchObject({
        state: 'unreachable',
        detail: expect.stringContaining('set TELEGRAM_TOKEN') as string,
      });
    });
    const health = await fetch(`${service.url}/health`);
    expect(health.status, 'the page works without Telegram').toBe(200);
    expect(JSON.stringify(await health.json())).toContain('refuses the token');
    await eventually(() => {
      expect(telegram.transcript.of('getMe').length).toBeGreaterThan(1);
    });
  });

  it('is up and healthy without a token, and says what to do', async () => {
    const service = await startBot({ TELEGRAM_TOKEN: '' });
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    expect(await statusOf(service)).toMatchObject({
      state: 'off',
      detail: expect.stringContaining('@BotFather') as string,
    });
    expect(telegram.transcript.calls).toEqual([]);
  });

  it('publishes its commands, more of them in the approvers chat, also when it is added there later', async () => {
    const approvers = telegram.supergroup('Approvers', { bot: 'left' });
    telegram.fail(
      'setMyCommands',
      { kind: 'error', status: 400, description: 'Bad Request: chat not found' },
      { chat: approvers },
    );
    await startBot({ APPROVE_CHAT_ID: String(approvers.id) });
    await eventually(() => {
      expect(telegram.commands.has('default')).toBe(true);
    });
    approvers.addBot('boss');
    await telegram.updates.whenAllConfirmed();
    await eventually(() => {
      expect(telegram.commands.get(`chat:${approvers.id}`)?.map(({ command }) => command)).toContain('start_train');
    });
    expect(telegram.commands.get('default')?.map(({ command }) => command)).toEqual([
      'train',
      'ask',
      'correct',
      'withdraw',
      'forget_me',
      'models',
      'status',
      'help',
    ]);
    expect(data.inbox[0]?.command).toEqual({ kind: 'BOT_ADDED', seesMessages: true });
  });
});
