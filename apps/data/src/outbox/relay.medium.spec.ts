import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import { APPROVERS, API_TOKEN, Harness, SOON } from '../testing/harness.js';
import { RelayService } from './relay.service.js';
import { SweeperService } from './sweeper.service.js';

let service: Harness;
let posts = 0;
beforeAll(async () => {
  service = await Harness.start();
});
afterAll(() => service.close());
beforeEach(() => {
  service.bot.delivered.length = 0;
  service.bot.outcomes.length = 0;
});

async function approversChat() {
  return service.db.chat.findFirstOrThrow({ where: { channel: 'TELEGRAM', room: 'APPROVERS' } });
}

/** Posts one message per text, each in a transaction of its own; returns the keys. */
async function post(...texts: string[]): Promise<string[]> {
  const chat = await approversChat();
  const keys: string[] = [];
  for (const text of texts) {
    const key = `test:${posts++}`;
    keys.push(key);
    await service.app
      .get(Database)
      .transaction((tx) => service.app.get(MessageService).post(tx, chat, { key, text: [{ text }] }));
  }
  return keys;
}

async function rowsOf(keys: string[]) {
  const messages = await service.db.chatMessage.findMany({ where: { key: { in: keys } } });
  return service.db.outbox.findMany({
    where: { messageId: { in: messages.map(({ id }) => id) } },
    orderBy: { id: 'asc' },
  });
}

const settled = (keys: string[]) =>
  vi.waitUntil(async () => {
    const rows = await rowsOf(keys);
    return rows.every(({ status }) => status !== 'WAITING') && rows;
  }, SOON);

describe('the relay', () => {
  it('sends the messages of a chat in order, one at a time, a second apart', async () => {
    const started = Date.now();
    const keys = await post('one', 'two', 'three');
    const rows = await settled(keys);
    expect(service.bot.textsTo(APPROVERS)).toEqual(['one', 'two', 'three']);
    expect(rows.map(({ status, attempts, ambiguous }) => ({ status, attempts, ambiguous }))).toEqual(
      keys.map(() => ({ status: 'SENT', attempts: 1, ambiguous: false })),
    );
    expect(Date.now() - started).toBeGreaterThanOrEqual(2 * 1050 - 50);
  });

  it('waits as long as Telegram says, and keeps the order meanwhile', async () => {
    service.bot.outcomes.push({ outcome: 'RETRY', retryAfterMs: 1500, reason: '429' });
    const started = Date.now();
    const keys = await post('limited', 'after');
    await settled(keys);
    expect(service.bot.textsTo(APPROVERS)).toEqual(['limited', 'after']);
    expect(Date.now() - started).toBeGreaterThanOrEqual(1500);
    const [first] = await rowsOf(keys);
    expect(first).toMatchObject({ status: 'SENT', attempts: 2, lastError: '429', ambiguous: false });
  });

  it('sends again and marks it when the answer was lost', async () => {
    service.bot.outcomes.push('drop');
    const keys = await post('maybe twice');
    const [row] = await settled(keys);
    expect(row).toMatchObject({ status: 'SENT', attempts: 2, ambiguous: true });
    expect(service.bot.textsTo(APPROVERS)).toEqual(['maybe twice', 'maybe twice']);
  });

  it('gives up what Telegram will never take, with the reason, lets the next pass, and tries again when told', async () => {
    service.bot.outcomes.push({ outcome: 'REJECTED', reason: '403: bot was kicked' });
    const keys = await post('undeliverable', 'next');
    const [dead, next] = await settled(keys);
    expect(dead).toMatchObject({ status: 'DEAD', lastError: '403: bot was kicked' });
    expect(next).toMatchObject({ status: 'SENT' });
    const list = await service.fetch('/api/dead-letters', { token: API_TOKEN });
    const { items } = (await list.json()) as { items: { id: string; reason: string }[] };
    expect(items).toMatchObject([{ kind: 'DELIVERY', reason: '403: bot was kicked', status: 'DEAD' }]);
    const retried = await service.fetch(`/api/dead-letters/${items[0]?.id ?? ''}/retry`, {
      method: 'POST',
      token: API_TOKEN,
    });
    expect(retried.status).toBe(200);
    await settled(keys);
    expect(service.bot.textsTo(APPROVERS)).toEqual(['next', 'undeliverable']);
    const again = await service.fetch(`/api/dead-letters/${items[0]?.id ?? ''}/retry`, {
      method: 'POST',
      token: API_TOKEN,
    });
    expect(again.status).toBe(404);
  });

  it('follows a group that became a supergroup; both ids lead to the chat', async () => {
    service.bot.outcomes.push({ outcome: 'MIGRATED', toChatId: '-100777', reason: 'upgraded' });
    await settled(await post('moved'));
    expect(service.bot.delivered.map(({ chatId }) => chatId)).toEqual(['-100777']);
    const chat = await approversChat();
    expect(chat.externalId).toBe('-100777');
    expect(await service.db.chatAlias.findFirstOrThrow()).toMatchObject({ externalId: APPROVERS, chatId: chat.id });
    // The other tests know the chat by its first id.
    await service.db.chatAlias.deleteMany();
    await service.db.chat.update({ where: { id: chat.id }, data: { externalId: APPROVERS } });
  });

  it('sends the newest text of a message that changed while it waited, and edits one that was on its way', async () => {
    let open: () => void = () => undefined;
    service.bot.gate = new Promise((resolve) => (open = resolve));
    const [first = ''] = await post('draft');
    const requests = service.bot.requests.length;
    await vi.waitUntil(
      async () =>
        (await rowsOf([first])).some(({ leaseToken }) => leaseToken) && service.bot.requests.length >= requests,
      SOON,
    );
    const [waiting = ''] = await post('waiting draft');
    const messages = service.app.get(MessageService);
    const { workspaceId } = await approversChat();
    for (const text of ['better', 'best']) {
      await service.app.get(Database).transaction(async (tx) => {
        await messages.edit(tx, workspaceId, first, [{ text: `first ${text}` }]);
        await messages.edit(tx, workspaceId, waiting, [{ text: `waiting ${text}` }]);
      });
    }
    open();
    service.bot.gate = Promise.resolve();
    await settled([first, waiting]);
    expect(service.bot.textsTo(APPROVERS)).toEqual(['draft', 'waiting best', 'first best']);
    expect((await rowsOf([waiting])).map(({ action }) => action)).toEqual(['SEND']);
  });

  it('splits what is longer than a message of Telegram', async () => {
    const long = Array.from({ length: 300 }, (_, index) => `Sentence number ${index} of a long text.`).join(' ');
    const chat = await approversChat();
    await service.app
      .get(Database)
      .transaction((tx) => service.app.get(MessageService).post(tx, chat, { key: 'long', text: [{ text: long }] }));
    await settled(['long', 'long:2', 'long:3']);
    const parts = service.bot.textsTo(APPROVERS);
    expect(parts).toHaveLength(3);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(4096);
    expect(parts.join(' ').replaceAll(/\s+/gu, ' ')).toBe(long);
  });

  it('leaves the rows of a replica that died to the sweeper, which marks a send as ambiguous', async () => {
    await service.app.get(RelayService).drain();
    service.bot.gate = new Promise(() => undefined);
    const [key = ''] = await post('orphan');
    const [row] = await vi.waitUntil(async () => {
      const rows = await rowsOf([key]);
      return rows[0]?.leaseToken ? rows : undefined;
    }, SOON);
    service.bot.gate = Promise.resolve();
    // As if the replica that holds the lease were gone since long.
    await service.db
      .$executeRaw`UPDATE "Outbox" SET "leaseToken" = gen_random_uuid(), "leasedUntil" = now() - interval '1 second' WHERE "id" = ${row?.id ?? 0n}`;
    await service.app.get(SweeperService).sweep();
    const [sent] = await settled([key]);
    expect(sent).toMatchObject({ status: 'SENT', attempts: 2, ambiguous: true });
  });
});

describe('several replicas', () => {
  it('send each message once, in order', async () => {
    await service.startReplica();
    await service.startReplica();
    const texts = Array.from({ length: 4 }, (_, index) => `replica ${index}`);
    await settled(await post(...texts));
    expect(service.bot.textsTo(APPROVERS)).toEqual(texts);
  });
});
