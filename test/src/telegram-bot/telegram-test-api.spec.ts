import { createServer, type AddressInfo } from 'node:net';
import { botStatusSchema } from '@personal-assistant/contracts';
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BotService, PATIENT, SERVICE_TOKEN, startBotService } from './bot-service.js';
import { FakeDataService } from './fake-data-service.js';

vi.setConfig(PATIENT);

const TOKEN = '666:somebody-elses-server';

/** A Bot API server that is not ours: it answers at once, confirms at the first read, and knows few methods. */
describe('against telegram-test-api', () => {
  let server: TelegramServer;
  let data: FakeDataService;
  let service: BotService;

  beforeEach(async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    server = new TelegramServer({ port, host: '127.0.0.1' });
    await server.start();
    data = await FakeDataService.start(SERVICE_TOKEN);
    service = await startBotService({
      TELEGRAM_TOKEN: TOKEN,
      TELEGRAM_API_ROOT: server.config.apiURL,
      DATA_SERVICE_URL: data.url,
      APPROVE_CHAT_ID: '-100777',
    });
  });
  afterEach(async () => {
    await service.stop();
    await server.stop();
    await data.down();
  });

  it('takes commands and buttons, delivers and edits, and lives with unknown methods', async () => {
    const client = server.getClient(TOKEN, { chatId: 77, userId: 5, firstName: 'Ann' });
    await client.sendCommand(client.makeCommand('/train The guest Wi-Fi password is sunflower-42.'));
    await data.until(() => data.inbox.length === 1);
    expect(data.inbox[0]).toMatchObject({
      chat: { id: '77', type: 'private' },
      sender: { id: '5', displayName: 'Ann', anonymous: false },
      command: { kind: 'TRAIN', text: 'The guest Wi-Fi password is sunflower-42.' },
    });

    const sent = await service.deliver({
      chatId: '77',
      action: {
        kind: 'send',
        text: [{ text: 'Received', style: 'bold' }],
        replyToMessageId: data.inbox[0]?.message.id,
        buttons: [[{ label: 'Approve', action: { kind: 'APPROVE', trainDataId: 1 } }]],
      },
    });
    expect(sent).toMatchObject({ outcome: 'DELIVERED' });
    const { result } = await client.getUpdates();
    expect(result[0]?.message).toMatchObject({ text: '<b>Received</b>', parse_mode: 'HTML' });
    const messageId = 'messageId' in sent ? sent.messageId : '';
    expect(
      await service.deliver({ chatId: '77', action: { kind: 'edit', messageId, text: [{ text: 'Done' }] } }),
    ).toEqual({ outcome: 'DELIVERED', messageId });

    const picture = await service.deliver({
      chatId: '77',
      action: { kind: 'photo', png: 'iVBORw0KGgo=', text: [{ text: 'How it learned' }] },
    });
    expect(picture).toMatchObject({ outcome: 'DELIVERED' });
    expect((await client.getUpdates()).result.at(-1)?.message).toMatchObject({ text: 'How it learned' });

    const press = client.makeCallbackQuery('a:1', { message: { message_id: 1, date: 1 } });
    await client.sendCallback(press);
    await data.until(() => data.inbox.length === 2);
    expect(data.inbox[1]?.command).toEqual({ kind: 'APPROVE', trainDataId: 1 });
    expect(await service.client.get('/internal/status', botStatusSchema)).toMatchObject({ state: 'connected' });
  });
});
