import { incomingCommandSchema, type Command, type IncomingCommand } from '@personal-assistant/contracts';
import type { Message, UserFromGetMe } from 'grammy/types';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ALLOWED_UPDATES, createBot } from './bot.js';
import { CommandRefusedError, InboxUnavailableError } from './inbox.js';

/** Updates as Telegram writes them; every command must also satisfy the contract. */
const ME = { id: 4242, is_bot: true, first_name: 'Assistant', username: 'Our_Bot' } as UserFromGetMe;
const ANN = { id: 7, is_bot: false, first_name: 'Ann', last_name: 'Lee', username: 'ann', language_code: 'en' };
const GROUP = { id: -1001234567890, type: 'supergroup', title: 'Team' };
const BASIC_GROUP = { id: -4001, type: 'group', title: 'Small' };
const PUBLIC_GROUP = { ...GROUP, username: 'team_public' };
const PRIVATE = { id: 7, type: 'private', first_name: 'Ann', last_name: 'Lee', username: 'ann' };
const OUR_CARD = { message_id: 90, date: 1_760_000_000, chat: GROUP, from: ME, text: 'Card #17' };
const BOBS_MESSAGE = {
  message_id: 91,
  date: 1_760_000_000,
  chat: GROUP,
  from: { id: 8, is_bot: false, first_name: 'Bob' },
  text: 'The pool opens at 7.',
};

let accepted: IncomingCommand[];
let added: number[];
let calls: [method: string, payload: object][];
const accept = vi.fn((command: IncomingCommand) => {
  accepted.push(incomingCommandSchema.parse(command));
  return Promise.resolve({ commandId: '7f1f2f0e-54c4-4d5b-8f0b-6a2b8f1f2f0e', duplicate: false });
});

async function handle(content: object, me: Partial<UserFromGetMe> = {}): Promise<IncomingCommand[]> {
  const bot = createBot('4242:token', { inbox: { accept }, onAdded: (chatId) => added.push(chatId) });
  bot.api.config.use((_, method, payload) => {
    calls.push([method, payload]);
    return Promise.resolve({ ok: true, result: true as never });
  });
  bot.botInfo = { ...ME, ...me };
  await bot.handleUpdate({ update_id: 555, ...content });
  return accepted;
}

const handleMessage = (message: object, chat: object = GROUP) =>
  handle({ message: { message_id: 100, date: 1_760_000_001, chat, from: ANN, ...withEntities(message) } });

/** Mentions of us, where Telegram would mark them. */
function withEntities(message: { text?: string; caption?: string }): object {
  const entities = [...(message.text ?? message.caption ?? '').matchAll(/(?<![/\w])@\w+/gu)].map((match) => ({
    type: 'mention',
    offset: match.index,
    length: match[0].length,
  }));
  const key = message.text === undefined ? 'caption_entities' : 'entities';
  return entities.length > 0 ? { [key]: entities, ...message } : message;
}

beforeEach(() => {
  accepted = [];
  added = [];
  calls = [];
  accept.mockClear();
});

describe('a message in a group', () => {
  const COMMANDS: [string, Command][] = [
    ['/train The pool opens at 7.', { kind: 'TRAIN', text: 'The pool opens at 7.' }],
    ['/train@our_bot The pool opens at 7.', { kind: 'TRAIN', text: 'The pool opens at 7.' }],
    ['/TRAIN@OUR_BOT line one\nline two', { kind: 'TRAIN', text: 'line one\nline two' }],
    ['/train', { kind: 'TRAIN' }],
    ['/ask When does the pool open?', { kind: 'ASK', text: 'When does the pool open?' }],
    ['/ask', { kind: 'ASK' }],
    ['/correct At 8 am.', { kind: 'CORRECT', text: 'At 8 am.' }],
    ['/golden', { kind: 'GOLDEN' }],
    ['/approve', { kind: 'APPROVE' }],
    ['/approve #17', { kind: 'APPROVE', trainDataId: 17 }],
    ['/reject', { kind: 'REJECT' }],
    ['/reject not true', { kind: 'REJECT', reason: 'not true' }],
    ['/start_train', { kind: 'START_TRAIN' }],
    ['/start_train first', { kind: 'START_TRAIN', name: 'first' }],
    ['/models', { kind: 'MODELS' }],
    ['/status', { kind: 'STATUS' }],
    ['/help', { kind: 'HELP' }],
    ['/start', { kind: 'HELP' }],
    ['/nonsense@our_bot', { kind: 'UNKNOWN', name: 'nonsense' }],
    ['@our_bot when does the pool open?', { kind: 'ASK', text: 'when does the pool open?' }],
    ['@Our_Bot, when?', { kind: 'ASK', text: 'when?' }],
    ['Hey @our_bot when does it open?', { kind: 'ASK', text: 'Hey when does it open?' }],
    ['Who knows that, @our_bot?', { kind: 'ASK', text: 'Who knows that, ?' }],
    ['@our_bot', { kind: 'ASK' }],
    ['@our_bot /train The pool opens at 7.', { kind: 'TRAIN', text: 'The pool opens at 7.' }],
  ];
  it.each(COMMANDS)('%j is %j', async (text, command) => {
    const [incoming] = await handleMessage({ text });
    expect(incoming?.command).toEqual(command);
    expect(incoming?.message.text).toBe(text);
  });

  it.each([
    ['to each other', { text: 'See you at the pool.' }],
    ['a command inside a sentence', { text: 'You can use /train for that.' }],
    ['a command of another bot', { text: '/train@other_bot The pool opens at 7.' }],
    ['an unknown command that another bot may know', { text: '/nonsense' }],
    ['a mention of somebody else', { text: '@bob when?' }],
    ['a mention of a longer name', { text: '@our_bot_2 when?' }],
    ['a sticker', { sticker: { file_id: 's' } }],
    ['an answer to Bob', { text: 'Thanks!', reply_to_message: BOBS_MESSAGE }],
    ['another bot', { text: '/train spam', from: { id: 9, is_bot: true, first_name: 'Other', username: 'other_bot' } }],
    [
      'a post of the linked channel',
      {
        text: '/train news',
        is_automatic_forward: true,
        from: { id: 777000, is_bot: false, first_name: 'Telegram' },
        sender_chat: { id: -1009, type: 'channel', title: 'News' },
      },
    ],
  ])('is nothing for us: %s', async (_, message) => {
    expect(await handleMessage(message)).toEqual([]);
  });

  it('carries id, chat, sender and link', async () => {
    const [incoming] = await handleMessage({ text: '/help' });
    expect(incoming).toEqual({
      id: 'telegram:4242:555',
      channel: 'TELEGRAM',
      chat: { id: '-1001234567890', type: 'supergroup', title: 'Team' },
      sender: { id: '7', username: 'ann', displayName: 'Ann Lee', anonymous: false },
      message: { id: '100', text: '/help', link: 'https://t.me/c/1234567890/100' },
      command: { kind: 'HELP' },
    });
  });

  it.each([
    ['a public group', PUBLIC_GROUP, 'https://t.me/team_public/100'],
    ['a basic group', BASIC_GROUP, undefined],
    ['a private chat', PRIVATE, undefined],
  ])('links into %s', async (_, chat, link) => {
    const [incoming] = await handleMessage({ text: '/help' }, chat);
    expect(incoming?.message.link).toBe(link);
  });

  it('reads a deleted account and a title that is too long', async () => {
    const from = { id: 7, is_bot: false, first_name: '' };
    const [incoming] = await handleMessage({ text: '/help', from }, { ...GROUP, title: 'x'.repeat(300) });
    expect(incoming?.sender.displayName).toBe('user 7');
    expect(incoming?.chat.title).toHaveLength(256);
  });
});

describe('a reply', () => {
  it('of /train carries the text that is to be taught, and who wrote it', async () => {
    const [incoming] = await handleMessage({ text: '/train', reply_to_message: BOBS_MESSAGE });
    expect(incoming).toMatchObject({
      command: { kind: 'TRAIN' },
      replyTo: {
        messageId: '91',
        text: 'The pool opens at 7.',
        sender: { id: '8', displayName: 'Bob' },
        link: 'https://t.me/c/1234567890/91',
        fromAssistant: false,
      },
    });
  });

  it('to a photo carries the words under it', async () => {
    const photo = { ...BOBS_MESSAGE, text: undefined, photo: [], caption: 'The pool opens at 8.' };
    const [incoming] = await handleMessage({ text: '/train', reply_to_message: photo });
    expect(incoming?.replyTo?.text).toBe('The pool opens at 8.');
  });

  it('to a photo without words carries no text', async () => {
    const photo = { ...BOBS_MESSAGE, text: undefined, photo: [] };
    const [incoming] = await handleMessage({ text: '/train', reply_to_message: photo });
    expect(incoming?.replyTo).toMatchObject({ messageId: '91', text: undefined });
  });

  it.each([
    ['/approve', { kind: 'APPROVE' }],
    ['/reject not true', { kind: 'REJECT', reason: 'not true' }],
    ['And on Sundays?', { kind: 'ASK', text: 'And on Sundays?' }],
    ['/aprove', { kind: 'UNKNOWN', name: 'aprove' }],
  ])('%j to our message', async (text, command) => {
    const [incoming] = await handleMessage({ text, reply_to_message: OUR_CARD });
    expect(incoming?.command).toEqual(command);
    expect(incoming?.replyTo).toMatchObject({ messageId: '90', text: 'Card #17', fromAssistant: true });
  });

  it('to our message that is a command of another bot stays with that bot', async () => {
    expect(await handleMessage({ text: '/next@other_bot', reply_to_message: OUR_CARD })).toEqual([]);
  });
});

describe('topics', () => {
  const opening = {
    message_id: 50,
    date: 1,
    chat: GROUP,
    from: ME,
    forum_topic_created: { name: 'Wi-Fi', icon_color: 1 },
  };

  it('are where answers go, and their opening message is no message replied to', async () => {
    const topic = { message_thread_id: 50, is_topic_message: true, reply_to_message: opening };
    const [incoming] = await handleMessage({ text: '/train x y z', ...topic });
    expect(incoming?.chat.topicId).toBe(50);
    expect(incoming?.replyTo).toBeUndefined();
    accepted = [];
    expect(await handleMessage({ text: 'just talking', ...topic })).toEqual([]);
  });

  it('are not the threads of replies that other groups have', async () => {
    const [incoming] = await handleMessage({ text: '/help', message_thread_id: 91 });
    expect(incoming?.chat.topicId).toBeUndefined();
  });
});

describe('words under a photo', () => {
  it.each([
    ['/train The map of the pool', { kind: 'TRAIN', text: 'The map of the pool' }],
    ['@our_bot what is this?', { kind: 'ASK', text: 'what is this?' }],
  ])('%j count like text', async (caption, command) => {
    const [incoming] = await handleMessage({ photo: [], caption });
    expect(incoming?.command).toEqual(command);
    expect(incoming?.message.text).toBe(caption);
  });
});

describe('a private chat', () => {
  it.each([
    ['When does the pool open?', { kind: 'ASK', text: 'When does the pool open?' }],
    ['/nonsense', { kind: 'UNKNOWN', name: 'nonsense' }],
    ['/start', { kind: 'HELP' }],
  ])('%j is %j', async (text, command) => {
    const [incoming] = await handleMessage({ text }, PRIVATE);
    expect(incoming).toMatchObject({ command, chat: { id: '7', type: 'private', title: 'Ann Lee' } });
  });

  it.each([[{ text: '/train@other_bot x' }], [{ voice: { file_id: 'v' } }]])(
    '%j is nothing for us',
    async (message) => {
      expect(await handleMessage(message, PRIVATE)).toEqual([]);
    },
  );
});

describe('hidden senders', () => {
  const botUser = { id: 1087968824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' };

  it('an anonymous administrator is the group', async () => {
    const [incoming] = await handleMessage({ text: '/approve', from: botUser, sender_chat: GROUP });
    expect(incoming?.sender).toEqual({ id: '-1001234567890', displayName: 'Team', anonymous: true });
  });

  it('a person who writes as a channel is the channel', async () => {
    const sender_chat = { id: -1009, type: 'channel', title: 'News', username: 'news' };
    const from = { id: 136817688, is_bot: true, first_name: 'Channel', username: 'Channel_Bot' };
    const [incoming] = await handleMessage({ text: '/ask x', from, sender_chat });
    expect(incoming?.sender).toEqual({ id: '-1009', username: 'news', displayName: 'News', anonymous: true });
  });

  it('a text mention without a username is a mention', async () => {
    const entities = [{ type: 'text_mention', offset: 0, length: 9, user: ME }];
    const [incoming] = await handleMessage({ text: 'Assistant when?', entities });
    expect(incoming?.command).toEqual({ kind: 'ASK', text: 'when?' });
  });
});

describe('a button', () => {
  const press = (data: string | undefined, message: object | undefined = OUR_CARD) =>
    handle({ callback_query: { id: 'q1', from: ANN, chat_instance: 'c', message, data } });

  it.each([
    ['a:17', { kind: 'APPROVE', trainDataId: 17 }],
    ['r:17', { kind: 'REJECT', trainDataId: 17 }],
    ['s:17', { kind: 'SHOW', trainDataId: 17 }],
  ])('%s is %j by who pressed it', async (data, command) => {
    const [incoming] = await press(data);
    expect(incoming).toEqual({
      id: 'telegram:4242:555',
      channel: 'TELEGRAM',
      chat: { id: '-1001234567890', type: 'supergroup', title: 'Team' },
      sender: { id: '7', username: 'ann', displayName: 'Ann Lee', anonymous: false },
      message: { id: '90', link: 'https://t.me/c/1234567890/90' },
      command,
    });
    expect(calls).toEqual([['answerCallbackQuery', { callback_query_id: 'q1' }]]);
  });

  it('keeps spinning while the inbox has not taken the press', async () => {
    accept.mockRejectedValueOnce(new InboxUnavailableError('down'));
    await expect(press('a:17')).rejects.toThrow();
    expect(calls).toEqual([]);
  });

  it('under a message too old for Telegram to show still works', async () => {
    const [incoming] = await press('a:17', { message_id: 90, date: 0, chat: GROUP });
    expect(incoming?.command).toEqual({ kind: 'APPROVE', trainDataId: 17 });
  });

  it.each([['x:17'], ['a:'], ['a:17;drop'], [undefined]])('with data %j is nothing', async (data) => {
    expect(await press(data)).toEqual([]);
    expect(calls).toEqual([['answerCallbackQuery', { callback_query_id: 'q1', text: 'This button no longer works.' }]]);
  });
});

describe('membership', () => {
  const added_by = (chat: object, before: string, after: string, me: Partial<UserFromGetMe> = {}) =>
    handle(
      {
        my_chat_member: {
          chat,
          from: ANN,
          date: 1,
          old_chat_member: { status: before, user: ME },
          new_chat_member: { status: after, user: ME },
        },
      },
      me,
    );

  it.each([
    ['privacy mode on', 'left', 'member', false, false],
    ['privacy mode off', 'kicked', 'member', true, true],
    ['privacy mode on, as administrator', 'left', 'administrator', false, true],
  ])('added with %s', async (_, before, after, readsAll, seesMessages) => {
    const [incoming] = await added_by(GROUP, before, after, { can_read_all_group_messages: readsAll });
    expect(incoming).toMatchObject({
      command: { kind: 'BOT_ADDED', seesMessages },
      sender: { id: '7' },
      chat: { id: '-1001234567890' },
      message: { id: '0' },
    });
    expect(added).toEqual([GROUP.id]);
  });

  it.each([
    ['removed', GROUP, 'member', 'kicked'],
    ['made an administrator', GROUP, 'member', 'administrator'],
    ['unblocked by a person', PRIVATE, 'kicked', 'member'],
    ['added to a channel', { id: -1009, type: 'channel', title: 'News' }, 'left', 'administrator'],
  ])('is nothing to tell when %s', async (_, chat, before, after) => {
    expect(await added_by(chat, before, after)).toEqual([]);
    expect(added).toEqual([]);
  });

  it('a group became a supergroup, whoever did it', async () => {
    const from = { id: 1087968824, is_bot: true, first_name: 'Group' };
    const [incoming] = await handleMessage(
      { migrate_to_chat_id: -1009876, from } satisfies Partial<Message>,
      BASIC_GROUP,
    );
    expect(incoming).toMatchObject({ command: { kind: 'CHAT_MIGRATED', toChatId: '-1009876' }, chat: { id: '-4001' } });
  });
});

describe('other updates', () => {
  it.each([['edited_message'], ['channel_post'], ['edited_channel_post']])('%s is no command', async (kind) => {
    const message = { message_id: 100, date: 1, edit_date: 2, chat: GROUP, from: ANN, text: '/train x y z' };
    expect(await handle({ [kind]: message })).toEqual([]);
  });

  it.each([[new InboxUnavailableError('down')], [new CommandRefusedError('no')]])(
    'an inbox that says %s is heard by the caller',
    async (error) => {
      accept.mockRejectedValueOnce(error);
      await expect(handleMessage({ text: '/help' })).rejects.toMatchObject({ error });
    },
  );
});

describe('a reaction', () => {
  const emoji = (...faces: string[]) => faces.map((face) => ({ type: 'emoji', emoji: face }));
  const react = (before: object[], after: object[], more: object = {}) =>
    handle({
      message_reaction: {
        chat: GROUP,
        message_id: 90,
        user: ANN,
        date: 1,
        old_reaction: before,
        new_reaction: after,
        ...more,
      },
    });

  it.each<[string[], string[], object]>([
    [[], ['👍'], { value: 'UP' }],
    [[], ['👎'], { value: 'DOWN' }],
    [['👍'], ['👎'], { value: 'DOWN' }],
    [['❤'], ['👍'], { value: 'UP' }],
    [['👎'], [], { value: 'DOWN', removed: true }],
    [['👍'], ['❤'], { value: 'UP', removed: true }],
    [['👍', '👎'], ['👎'], { value: 'DOWN' }],
  ])('from %j to %j', async (before, after, word) => {
    const [incoming] = await react(emoji(...before), emoji(...after));
    expect(incoming).toMatchObject({
      command: { kind: 'FEEDBACK', ...word },
      message: { id: '90', link: 'https://t.me/c/1234567890/90' },
      sender: { id: '7' },
      chat: { id: String(GROUP.id) },
    });
    expect(incoming?.message.text).toBeUndefined();
  });

  it.each<[string, object[], object[], object?]>([
    ['another face', [], emoji('❤')],
    ['another one beside it', emoji('👍'), emoji('👍', '🔥')],
    ['both at once', [], emoji('👍', '👎')],
    ['a custom one', [], [{ type: 'custom_emoji', custom_emoji_id: '1' }]],
    ['one in the name of a chat', [], emoji('👍'), { user: undefined, actor_chat: GROUP }],
    ['one of a bot', [], emoji('👍'), { user: { id: 9, is_bot: true, first_name: 'Other' } }],
  ])('is nothing for us: %s', async (_, before, after, more) => {
    expect(await react(before, after, more)).toEqual([]);
  });

  it('is asked for', () => {
    expect(ALLOWED_UPDATES).toContain('message_reaction');
  });
});
