import { type Command, type CommandKind, COMMAND_KINDS } from '@personal-assistant/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MessageService } from '../chats/message.service.js';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { ann, APPROVERS, bob, GROUP, Harness, incoming, type Person, SERVICE_TOKEN } from '../testing/harness.js';
import { CommandRegistry } from './command-handler.js';
import { InboxService } from './inbox.service.js';
import { MOST_INTERNAL_ERRORS, ProcessingService } from './processing.service.js';

let service: Harness;
let processing: ProcessingService;
beforeAll(async () => {
  service = await Harness.start({ ADMIN_USERNAMES: 'carla' });
  processing = service.app.get(ProcessingService);
});
afterAll(() => service.close());
beforeEach(() => {
  vi.restoreAllMocks();
});

async function taught(text: string): Promise<number> {
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  return (await service.db.trainData.findFirstOrThrow({ where: { text } })).id;
}

/** What the assistant answered to the last command of a chat. */
async function lastReply(chatId: string): Promise<string> {
  const message = await service.db.chatMessage.findFirstOrThrow({
    where: { chat: { externalId: chatId }, authorId: null },
    orderBy: { id: 'desc' },
  });
  return (message.text as { text: string }[]).map(({ text }) => text).join('');
}

async function answerTo(chatId: string, person: Person, command: Command): Promise<string> {
  expect(await service.telegram(chatId, person, command)).toMatchObject({ status: 'PROCESSED' });
  return lastReply(chatId);
}

describe('the inbox', () => {
  it('stores an update once, with one job', async () => {
    const update = incoming(GROUP, bob, { kind: 'HELP' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        service.fetch('/internal/commands', { method: 'POST', json: update, token: SERVICE_TOKEN }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as {
      commandId: string;
      duplicate: boolean;
    }[];
    expect(new Set(bodies.map(({ commandId }) => commandId)).size).toBe(1);
    expect(bodies.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    const commandId = bodies[0]?.commandId ?? '';
    expect(await service.db.outbox.count({ where: { targetId: commandId, queue: 'telegram-message-queue' } })).toBe(1);
  });

  it('takes characters that PostgreSQL cannot store', async () => {
    const reply = await answerTo(GROUP, bob, {
      kind: 'TRAIN',
      text: 'zero \0 byte and a lone \ud800 surrogate in here',
    });
    expect(reply).toContain('does not look like text');
  });
});

describe('processing', () => {
  it('gives a command its effect once, however often and at once it is asked', async () => {
    const { commandId } = await service.app
      .get(InboxService)
      .accept(incoming(GROUP, bob, { kind: 'TRAIN', text: 'Processed by eight workers at once.' }));
    const results = await Promise.all(Array.from({ length: 8 }, () => processing.process(commandId)));
    expect(results).toEqual(results.map(() => ({ commandId, status: 'PROCESSED' })));
    const rows = await service.db.trainData.findMany({ where: { text: 'Processed by eight workers at once.' } });
    expect(rows).toHaveLength(1);
    const id = rows[0]?.id ?? 0;
    expect(await service.db.chatMessage.count({ where: { key: `train-data:${id}:receipt` } })).toBe(1);
    expect(await processing.process(commandId)).toEqual({ commandId, status: 'PROCESSED' });
  });

  it('decides once when approve and reject race, and answers the later ones with the first decision', async () => {
    const id = await taught('The gate closes at ten in the evening.');
    await Promise.all(
      (['APPROVE', 'REJECT', 'APPROVE', 'REJECT'] as const).map((kind) =>
        service.telegram(APPROVERS, ann, { kind, trainDataId: id }),
      ),
    );
    const text = await service.db.trainData.findUniqueOrThrow({ where: { id } });
    expect(['PENDING', 'REJECTED']).toContain(text.status);
    expect(
      await service.db.auditLog.count({
        where: { subject: `train-data:${id}`, action: { in: ['APPROVE', 'REJECT'] } },
      }),
    ).toBe(1);
    expect(await service.db.chatMessage.count({ where: { key: `train-data:${id}:decision` } })).toBe(1);
    const verdict = text.status === 'PENDING' ? 'approved' : 'rejected';
    expect(await lastReply(APPROVERS)).toBe(`Already ${verdict} by Ann, just now.`);
  });

  it('keeps one of two equal texts taught in the same moment', async () => {
    await Promise.all(
      [1, 2, 3].map(() =>
        service.telegram(GROUP, bob, { kind: 'TRAIN', text: 'The compost is collected on Tuesday.' }),
      ),
    );
    expect(await service.db.trainData.count({ where: { text: 'The compost is collected on Tuesday.' } })).toBe(1);
  });

  it('starts one training when twenty ask for it', async () => {
    const id = await taught('Twenty people start this training.');
    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
    await Promise.all(Array.from({ length: 20 }, () => service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' })));
    expect(await service.db.model.count({ where: { status: 'PROCESSING' } })).toBe(1);
    expect(await service.db.outbox.count({ where: { queue: 'build-model-queue' } })).toBe(1);
    expect(await lastReply(APPROVERS)).toMatch(/is running already/u);
    await service.db.trainData.updateMany({
      where: { status: 'PROCESSING' },
      data: { status: 'PENDING', modelId: null },
    });
    await service.db.model.deleteMany();
  });

  it('waits for a service that is down instead of failing', async () => {
    service.train.available = false;
    const { commandId } = await service.app
      .get(InboxService)
      .accept(incoming(GROUP, bob, { kind: 'TRAIN', text: 'Taught while the train service was down.' }));
    await expect(processing.process(commandId)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await processing.fail(commandId, 'gave up')).toMatchObject({ status: 'RECEIVED' });
    service.train.available = true;
    expect(await processing.process(commandId)).toMatchObject({ status: 'PROCESSED' });
    expect(await service.db.command.findUniqueOrThrow({ where: { id: commandId } })).toMatchObject({ attempts: 0 });
  });

  it('gives up after five errors of its own, leaves the state untouched, and says so with a number', async () => {
    vi.spyOn(service.app.get(TrainDataRepository), 'insert').mockRejectedValue(new Error('poison'));
    const text = 'A text that breaks the service whenever it is stored.';
    const { commandId } = await service.app.get(InboxService).accept(incoming(GROUP, bob, { kind: 'TRAIN', text }));
    for (let attempt = 1; attempt < MOST_INTERNAL_ERRORS; attempt++) {
      await expect(processing.process(commandId)).rejects.toThrow('poison');
    }
    expect(await processing.process(commandId)).toEqual({ commandId, status: 'FAILED' });
    expect(await lastReply(GROUP)).toMatch(/tell your administrator the number [0-9a-f-]{36}\.$/u);
    expect(await service.db.trainData.count({ where: { text } })).toBe(0);
    const command = await service.db.command.findUniqueOrThrow({ where: { id: commandId } });
    expect(await lastReply(GROUP)).toContain(command.lastError?.split(':')[0]);
  });

  it('rolls everything back when the last step fails', async () => {
    vi.spyOn(service.app.get(MessageService), 'postToApprovers').mockRejectedValueOnce(new Error('late'));
    const text = 'Half of this would be a fault.';
    const { commandId } = await service.app.get(InboxService).accept(incoming(GROUP, bob, { kind: 'TRAIN', text }));
    await expect(processing.process(commandId)).rejects.toThrow('late');
    expect(await service.db.trainData.count({ where: { text } })).toBe(0);
    expect(await processing.process(commandId)).toMatchObject({ status: 'PROCESSED' });
    expect(await service.db.trainData.count({ where: { text } })).toBe(1);
  });
});

describe('who may decide', () => {
  const carla: Person = { id: '777', username: 'Carla', displayName: 'Carla' };
  const impostor: Person = { id: '778', username: 'carla', displayName: 'Carla' };
  const cases: [string, string, Person, string][] = [
    ['a stranger in the approvers’ chat', APPROVERS, bob, 'add your Telegram id 502 to ADMIN_USER_IDS'],
    ['an approver in another chat', GROUP, ann, "works in the approvers' chat only"],
    ['an anonymous admin', APPROVERS, { ...ann, anonymous: true }, 'you write as an anonymous admin'],
  ];
  it.each(cases)('not %s', async (_who, chatId, person, sentence) => {
    const id = await taught(`A text that ${_who} would like to approve.`);
    for (const command of [
      { kind: 'APPROVE', trainDataId: id },
      { kind: 'REJECT', trainDataId: id },
      { kind: 'SHOW', trainDataId: id },
      { kind: 'START_TRAIN' },
    ] as const) {
      expect(await answerTo(chatId, person, command)).toContain(sentence);
    }
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'SUBMITTED' });
    expect(await service.db.model.count()).toBe(0);
  });

  it('a name of ADMIN_USERNAMES counts for the first id that is seen under it, and for no later one', async () => {
    const first = await taught('Approved by the real Carla.');
    expect(await service.telegram(APPROVERS, carla, { kind: 'APPROVE', trainDataId: first })).toMatchObject({
      status: 'PROCESSED',
    });
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: first } })).toMatchObject({ status: 'PENDING' });
    const second = await taught('Not approved by another Carla.');
    expect(await answerTo(APPROVERS, impostor, { kind: 'APPROVE', trainDataId: second })).toContain(
      'Only approvers can do that',
    );
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: second } })).toMatchObject({
      status: 'SUBMITTED',
    });
  });
});

describe('bad input gets one sentence and changes nothing', () => {
  const cases: [Command, string][] = [
    [{ kind: 'TRAIN' }, 'There is nothing to learn'],
    [{ kind: 'TRAIN', text: 'too short' }, 'That is too short to learn from'],
    [{ kind: 'TRAIN', text: 'ä'.repeat(33_000) }, 'more than 64 KB'],
    [{ kind: 'TRAIN', text: '\u0001\u0002\u0003\u0004 binary data here' }, 'does not look like text'],
    [{ kind: 'ASK' }, 'What would you like to know?'],
    [{ kind: 'ASK', text: 'x'.repeat(2001) }, 'That question is too long'],
    [{ kind: 'ASK', text: 'anything?' }, 'Nothing was trained yet'],
    [{ kind: 'UNKNOWN', name: 'dance' }, 'I do not know /dance'],
  ];
  it.each(cases)('%j', async (command, sentence) => {
    const before = await service.db.trainData.count();
    expect(await answerTo(GROUP, bob, command)).toContain(sentence);
    expect(await service.db.trainData.count()).toBe(before);
  });

  it.each<[Command, string]>([
    [{ kind: 'APPROVE' }, 'Which text? Reply to its card with /approve'],
    [{ kind: 'REJECT', trainDataId: 999_999 }, 'There is no text #999999.'],
    [{ kind: 'SHOW', trainDataId: 999_999 }, 'There is no text #999999.'],
  ])('%j of an approver', async (command, sentence) => {
    expect(await answerTo(APPROVERS, ann, command)).toContain(sentence);
  });

  it('says who taught the same text, exactly or nearly, and when; a changed fact is a new text', async () => {
    await taught('The guest Wi-Fi password is sunflower-42.');
    const exact = await answerTo(GROUP, ann, { kind: 'TRAIN', text: '  the guest WI-FI password is   sunflower-42. ' });
    expect(exact).toMatch(/^That was taught already: #\d+ by Bob, just now\. It waits for an approver\.$/u);
    const near = await answerTo(GROUP, ann, { kind: 'TRAIN', text: 'Guest wifi password is sunflower-42!' });
    expect(near).toMatch(/^Nearly the same was taught already: #\d+ by Bob/u);
    const changed = await answerTo(GROUP, ann, { kind: 'TRAIN', text: 'The guest Wi-Fi password is sunflower-43.' });
    expect(changed).toContain('I passed this on to the approvers');
    expect(await lastReply(APPROVERS)).toMatch(/Likely duplicate of #\d+ \(\d\d % alike\)/u);
  });
});

describe('chats', () => {
  it('a chat outside MEMBER_CHAT_IDS hears one sentence, and nothing is stored', async () => {
    const closed = await Harness.start({ MEMBER_CHAT_IDS: '-42' });
    const text = 'Taught in a chat that is not allowed.';
    await closed.telegram(GROUP, bob, { kind: 'TRAIN', text });
    await closed.telegram('-42', bob, { kind: 'TRAIN', text });
    await closed.drain();
    expect(closed.bot.textsTo(GROUP)).toEqual([expect.stringContaining('I do not work in this chat')]);
    expect(closed.bot.textsTo('-42')).toEqual([expect.stringContaining('Thank you!')]);
    expect(await closed.db.trainData.count()).toBe(1);
    await closed.close();
  });

  it('a new chat is told to the approvers once', async () => {
    await Promise.all([1, 2, 3].map(() => service.telegram('-3003', bob, { kind: 'HELP' })));
    const notices = await service.db.chatMessage.findMany({ where: { key: { startsWith: 'new-chat:' } } });
    const about = notices.filter(({ text }) => JSON.stringify(text).includes('-3003'));
    expect(about).toHaveLength(await service.db.chat.count({ where: { room: 'APPROVERS' } }));
  });

  it('a group that became a supergroup stays the same chat', async () => {
    await service.telegram('-50', bob, { kind: 'HELP' });
    await service.telegram('-50', bob, { kind: 'CHAT_MIGRATED', toChatId: '-10050' });
    await service.telegram('-50', bob, { kind: 'HELP' });
    await service.telegram('-10050', bob, { kind: 'HELP' });
    const chat = await service.db.chat.findFirstOrThrow({
      where: { externalId: '-10050' },
      include: { aliases: true },
    });
    expect(chat.aliases).toMatchObject([{ externalId: '-50' }]);
    expect(await service.db.chat.count({ where: { externalId: '-50' } })).toBe(0);
  });
});

describe('the registry', () => {
  it('has exactly one handler for every kind of command', () => {
    const registry = service.app.get(CommandRegistry);
    expect(COMMAND_KINDS.map((kind) => registry.of(kind).kind)).toEqual(COMMAND_KINDS);
  });

  it('does not start with a missing or a second handler', () => {
    const registry = service.app.get(CommandRegistry);
    const all = COMMAND_KINDS.map((kind: CommandKind) => registry.of(kind));
    expect(() => new CommandRegistry(all.slice(1))).toThrow('Commands without a handler: TRAIN.');
    expect(() => new CommandRegistry([...all, registry.of('HELP')])).toThrow('The command HELP has two handlers.');
  });
});
