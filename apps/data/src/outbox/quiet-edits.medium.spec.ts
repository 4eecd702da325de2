import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import { ann, APPROVERS, GROUP, Harness } from '../testing/harness.js';
import { QuietEditsService } from './quiet-edits.service.js';
import { SweeperService } from './sweeper.service.js';

let service: Harness;
let posts = 0;
beforeAll(async () => {
  service = await Harness.start();
});
afterAll(() => service.close());
beforeEach(async () => {
  await service.drain();
  service.bot.delivered.length = 0;
});
let open: () => void = () => undefined;
afterEach(() => {
  open();
});

/** Nothing is delivered from here on, until {@link open}. */
function hold(): void {
  service.bot.gate = new Promise((resolve) => {
    open = () => {
      resolve();
      service.bot.gate = Promise.resolve();
    };
  });
}
const approversChat = () => service.db.chat.findFirstOrThrow({ where: { channel: 'TELEGRAM', room: 'APPROVERS' } });
async function post(text: string): Promise<string> {
  const [chat, key] = [await approversChat(), `quiet:${posts++}`];
  const messages = service.app.get(MessageService);
  await service.app.get(Database).transaction((tx) => messages.post(tx, chat, { key, text: [{ text }] }));
  return key;
}
async function edit(key: string, text: string, pace: 'now' | 'quiet'): Promise<void> {
  const { workspaceId } = await approversChat();
  const messages = service.app.get(MessageService);
  await service.app.get(Database).transaction((tx) => messages.edit(tx, workspaceId, key, [{ text }], { pace }));
}
/** As if all that was sent had been sent then, and the chats' own limits were over. */
async function sentAgo(interval: string): Promise<void> {
  await service.db
    .$executeRaw`UPDATE "Outbox" SET "finishedAt" = now() - ${interval}::interval WHERE "status" = 'SENT'`;
  await service.db.chat.updateMany({ data: { nextDeliveryAt: new Date(0) } });
}
const outdated = () => service.db.chatMessage.count({ where: { outdatedAt: { not: null } } });
const rowsOf = async (key: string) => {
  const { id } = await service.db.chatMessage.findFirstOrThrow({ where: { key } });
  return service.db.outbox.findMany({ where: { messageId: id }, orderBy: { id: 'asc' } });
};
const said = () => service.bot.textsTo(APPROVERS);

describe('a quiet edit', () => {
  it('lets everything pass that is to be sent, also what comes later, and leaves in the end', async () => {
    const [old, older] = [await post('old'), await post('older')];
    await service.drain();
    hold();
    await post('first');
    await edit(old, 'old, withdrawn', 'quiet');
    await edit(older, 'older, withdrawn', 'quiet');
    await post('second');
    open();
    await service.drain();
    expect(said().slice(2)).toEqual(['first', 'second', 'older, withdrawn', 'old, withdrawn']);
    expect(await outdated()).toBe(0);
  });

  it('does not leave where something has just been sent; in a quiet group it does, by itself', async () => {
    const key = await post('a card');
    await service.drain();
    await sentAgo('-1 hour');
    await edit(key, 'a card, withdrawn', 'quiet');
    await service.app.get(QuietEditsService).look();
    expect(await outdated()).toBe(1);
    await sentAgo('5 seconds');
    await expect.poll(said, { timeout: 10_000 }).toEqual(['a card', 'a card, withdrawn']);
  });

  it('is done with when the message is edited at once: one edit with the last text', async () => {
    const key = await post('a card');
    await service.drain();
    hold();
    await edit(key, 'withdrawn', 'quiet');
    await edit(key, 'withdrawn and more', 'now');
    expect(await outdated()).toBe(0);
    open();
    await service.drain();
    expect(said()).toEqual(['a card', 'withdrawn and more']);
  });

  it('of what never arrived is left out', async () => {
    service.bot.outcomes.push({ outcome: 'REJECTED', reason: '403: bot was kicked' });
    const key = await post('lost');
    await service.drain();
    await edit(key, 'lost, withdrawn', 'quiet');
    await service.drain();
    expect((await rowsOf(key)).map(({ action, status }) => [action, status])).toEqual([['SEND', 'DEAD']]);
    expect(await outdated()).toBe(0);
  });

  it('is handed out once, however many replicas look', async () => {
    const key = await post('a card');
    await service.drain();
    await service.startReplica();
    await sentAgo('5 seconds');
    await edit(key, 'a card, withdrawn', 'quiet');
    await expect.poll(said, { timeout: 10_000 }).toEqual(['a card', 'a card, withdrawn']);
    expect((await rowsOf(key)).map(({ action }) => action)).toEqual(['SEND', 'EDIT']);
  });
});

describe('forgetting somebody with many cards', () => {
  it('keeps nobody waiting: an answer and an approval leave before the cards are edited', async () => {
    const zora = { id: '9500', username: 'zora', displayName: 'Zora' };
    for (let number = 0; number < 5; number++) {
      await service.telegram(GROUP, zora, {
        kind: 'TRAIN',
        text: `The lantern number ${number} hangs in the green room.`,
      });
    }
    await service.drain();
    const { id: userId } = await service.db.user.findFirstOrThrow({ where: { externalId: zora.id } });
    await service.telegram(GROUP, zora, { kind: 'CONFIRM_FORGET', userId });
    await service.drain();
    await sentAgo('-1 hour');
    hold();
    await service.app.get(SweeperService).sweep();
    expect(await outdated()).toBe(5);
    service.bot.delivered.length = 0;
    await service.telegram(APPROVERS, ann, { kind: 'STATUS' });
    open();
    await service.drain();
    const texts = said();
    expect(texts.filter((text) => text.includes('Withdrawn by Forgotten person'))).toHaveLength(5);
    expect(texts.slice(-5).every((text) => text.includes('Withdrawn by'))).toBe(true);
    expect(texts.join('\n')).not.toContain('lantern');
  });
});
