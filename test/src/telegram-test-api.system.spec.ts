import { freePort } from '@personal-assistant/launcher';
import telegramTestApi from 'telegram-test-api';
import type { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, System } from './support/system.js';

const TOKEN = '123456:somebody-elses-server';
const APPROVERS_CHAT = 501;
const MEMBERS_CHAT = 502;

/**
 * The happy flow against a Bot API server that is not ours. It ignores offsets, validates nothing and answers 500 to the
 * methods it does not know: the bot must live with that.
 */
describe('with telegram-test-api', () => {
  let server: TelegramServer;
  let system: System;

  beforeAll(async () => {
    // Its types describe the build before bundlers; at run time the default export is the class.
    const Server = telegramTestApi as unknown as typeof TelegramServer;
    server = new Server({ port: await freePort(), host: '127.0.0.1', storage: 'RAM' });
    await server.start();
    system = await System.start({
      env: {
        TELEGRAM_TOKEN: TOKEN,
        TELEGRAM_API_ROOT: server.config.apiURL,
        APPROVE_CHAT_ID: String(APPROVERS_CHAT),
        ADMIN_USER_IDS: '77',
      },
    });
  }, 180_000);
  afterAll(async () => {
    await system.stop();
    await server.stop();
  }, 60_000);

  const member = () => server.getClient(TOKEN, { chatId: MEMBERS_CHAT, userId: 55, userName: 'ann', firstName: 'Ann' });
  const approver = () =>
    server.getClient(TOKEN, { chatId: APPROVERS_CHAT, userId: 77, userName: 'boss', firstName: 'Boss' });

  /** Everything the bot wrote to a chat, edits included, as the server recorded it. */
  const written = (chatId: number) =>
    server.storage.botMessages
      .filter(({ message }) => String((message as { chat_id: unknown }).chat_id) === String(chatId))
      .map(({ message }) => (message as { text?: string }).text ?? '');
  const waitFor = (chatId: number, pattern: RegExp) =>
    eventually(`a message like ${String(pattern)}; it wrote ${JSON.stringify(written(chatId))}`, () =>
      Promise.resolve(written(chatId).find((text) => pattern.test(text))),
    );
  const say = async (client: ReturnType<typeof member>, text: string) => {
    await client.sendMessage(client.makeMessage(text));
  };

  it('teaches, approves, trains and answers', async () => {
    await say(member(), '/train The guest Wi-Fi password is sunflower-42.');
    await waitFor(MEMBERS_CHAT, /approve/iu);
    const card = await waitFor(APPROVERS_CHAT, /sunflower-42/u);
    const id = /#(\d+)/u.exec(card)?.[1];
    expect(id).toBeDefined();
    await say(approver(), `/approve ${id ?? ''}`);
    await waitFor(MEMBERS_CHAT, /approved/iu);
    await say(approver(), '/start_train first');
    await waitFor(APPROVERS_CHAT, /is live/iu);
    await say(member(), '/ask what is the wifi password?');
    await waitFor(MEMBERS_CHAT, /sunflower-42/u);
    await say(member(), '/ask who won the world cup in 1998?');
    await waitFor(MEMBERS_CHAT, /not taught|never taught/iu);
  }, 120_000);
});
