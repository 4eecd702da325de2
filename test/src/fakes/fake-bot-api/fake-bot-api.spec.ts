import { Api, GrammyError } from 'grammy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBotApi, type FakeChat } from './index.js';

/** The fake must refuse what Telegram refuses, or the tests that stand on it prove nothing. */
describe('FakeBotApi', () => {
  let telegram: FakeBotApi;
  let api: Api;
  let group: FakeChat;

  beforeEach(async () => {
    telegram = await FakeBotApi.start();
    api = new Api(telegram.token, { apiRoot: telegram.url });
    group = telegram.supergroup('Team');
  });
  afterEach(() => telegram.stop());

  const refusal = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof GrammyError)) throw new Error(`not refused: ${String(error)}`);
    return { code: error.error_code, description: error.description, ...error.parameters };
  };
  const html = (text: string) => api.sendMessage(group.id, text, { parse_mode: 'HTML' });

  it('hands updates out until a higher offset confirms them', async () => {
    const ann = group.user('ann');
    ['one', 'two', 'three'].forEach((text) => ann.sends(text));
    const first = await api.getUpdates({ limit: 2 });
    expect(first.map((update) => update.message?.text)).toEqual(['one', 'two']);
    expect(await api.getUpdates({ limit: 2 })).toEqual(first);
    const rest = await api.getUpdates({ offset: first[1]!.update_id + 1 });
    expect(rest.map((update) => update.message?.text)).toEqual(['three']);
    expect(telegram.updates.history.map(({ deliveries }) => deliveries)).toEqual([2, 2, 1]);
    expect(await api.getUpdates({ offset: -1 })).toEqual(rest);
  });

  it('holds a poll open until something happens', async () => {
    const poll = api.getUpdates({ timeout: 30 });
    await expect.poll(() => telegram.transcript.of('getUpdates').length).toBe(1);
    group.user('ann').sends('hello');
    expect(await poll).toHaveLength(1);
  });

  it('ends the older of two polls with 409', async () => {
    const older = refusal(api.getUpdates({ timeout: 30 }));
    await expect.poll(() => telegram.transcript.of('getUpdates').length).toBe(1);
    const newer = api.getUpdates({ timeout: 30 });
    expect(await older).toMatchObject({ code: 409 });
    group.user('ann').sends('hello');
    expect(await newer).toHaveLength(1);
  });

  it('keeps kinds away that were not asked for', async () => {
    await api.getUpdates({ allowed_updates: ['message'] });
    const message = group.user('ann').sends('hello');
    group.user('ann').edits(message, 'hello!');
    group.removeBot();
    expect(await api.getUpdates()).toHaveLength(1);
  });

  it.each([
    ['a bare <', 'a < b', 'Unsupported start tag'],
    ['an unknown tag', '<div>x</div>', 'Unsupported start tag "div"'],
    ['an open tag', '<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['crossed tags', '<b><i>x</b></i>', 'Unmatched end tag'],
    ['a lone end tag', 'x</b>', 'Unexpected end tag'],
    ['no text', '<b></b>', 'message text is empty'],
    ['too much text', 'x'.repeat(4097), 'message is too long'],
  ])('refuses %s as HTML', async (_, text, why) => {
    const { code, description } = await refusal(html(text));
    expect([code, description]).toEqual([400, expect.stringContaining(why)]);
    expect(group.messages).toEqual([]);
  });

  it('counts the limit of a text after its entities', async () => {
    await html(`<b>${'&amp;'.repeat(4096)}</b>`);
    expect(group.botMessages[0]).toMatchObject({ text: '&'.repeat(4096), entities: [{ type: 'bold', length: 4096 }] });
  });

  it.each([
    ['an unknown chat', () => api.sendMessage(-1, 'x'), 400, 'chat not found'],
    ['an unknown topic', () => api.sendMessage(group.id, 'x', { message_thread_id: 5 }), 400, 'thread not found'],
    [
      'an unknown reply',
      () => api.sendMessage(group.id, 'x', { reply_parameters: { message_id: 5 } }),
      400,
      'replied not',
    ],
    ['an unknown message', () => api.editMessageText(group.id, 5, 'x'), 400, 'message to edit not found'],
    [
      'long callback data',
      () =>
        api.sendMessage(group.id, 'x', {
          reply_markup: { inline_keyboard: [[{ text: 'b', callback_data: 'ж'.repeat(33) }]] },
        }),
      400,
      'BUTTON_DATA_INVALID',
    ],
    ['an unknown query', () => api.answerCallbackQuery('77'), 400, 'query is too old'],
    [
      'a command with capitals',
      () => api.setMyCommands([{ command: 'Train', description: 'x' }]),
      400,
      'COMMAND_INVALID',
    ],
    ['an unknown method', () => api.getMyName(), 404, 'Not Found'],
    ['a wrong token', () => new Api('1:x', { apiRoot: telegram.url }).getMe(), 401, 'Unauthorized'],
  ] as [string, () => Promise<unknown>, number, string][])('refuses %s', async (_, call, code, description) => {
    expect(await refusal(call())).toMatchObject({ code, description: expect.stringContaining(description) as string });
  });

  it('lets the bot edit its own messages, if something changes', async () => {
    const { message_id } = await api.sendMessage(group.id, 'one');
    const anns = group.user('ann').sends('mine');
    expect(await refusal(api.editMessageText(group.id, message_id, 'one'))).toMatchObject({
      description: expect.stringContaining('message is not modified') as string,
    });
    expect(await refusal(api.editMessageText(group.id, anns.id, 'x'))).toMatchObject({ code: 400 });
    await api.editMessageText(group.id, message_id, 'two');
    expect(group.find(message_id)).toMatchObject({ text: 'two', edits: [{ text: 'one' }] });
  });

  it('limits messages per chat', async () => {
    telegram.flood.minGapMs = 30_000;
    await api.sendMessage(group.id, 'one');
    expect(await refusal(api.sendMessage(group.id, 'two'))).toMatchObject({ code: 429, retry_after: 30 });
    await api.sendMessage(telegram.privateChat('ann').id, 'another chat');
  });

  it('drops the socket after it took the message, and shows the repetition', async () => {
    telegram.fail('sendMessage', { kind: 'accept-then-drop' }, { chat: group });
    await expect(api.sendMessage(group.id, 'once')).rejects.not.toBeInstanceOf(GrammyError);
    expect(group.botMessages).toHaveLength(1);
    await api.sendMessage(group.id, 'once');
    expect(telegram.duplicates()).toEqual([group.botMessages]);
  });

  it('upgrades a group in the middle of a send', async () => {
    const small = telegram.group('Small');
    telegram.fail('sendMessage', { kind: 'migrate' });
    const { migrate_to_chat_id } = await refusal(api.sendMessage(small.id, 'x'));
    expect(migrate_to_chat_id).toBe(small.migratedTo?.id);
    expect(await refusal(api.sendMessage(small.id, 'x'))).toMatchObject({ migrate_to_chat_id });
    const updates = await api.getUpdates();
    expect(updates[0]?.message?.migrate_to_chat_id).toBe(migrate_to_chat_id);
  });

  it('lets a person press a button and see the answer', async () => {
    const keyboard = [[{ text: 'Approve', callback_data: 'a:1' }]];
    const { message_id } = await api.sendMessage(group.id, 'card', { reply_markup: { inline_keyboard: keyboard } });
    const press = group.user('ann').presses(group.find(message_id)!, 'Approve');
    const [update] = await api.getUpdates();
    expect(update?.callback_query).toMatchObject({ data: 'a:1', from: { username: 'ann' }, message: { message_id } });
    await api.answerCallbackQuery(update!.callback_query!.id, { text: 'ok' });
    await press.answered;
    expect(press.answer).toEqual({ text: 'ok', showAlert: false });
    expect(() => group.user('ann').presses(group.find(message_id)!, 'Reject')).toThrow('No button "Reject"');
  });

  it('says what it saw when a message does not come', async () => {
    await api.sendMessage(group.id, 'something else');
    await expect(group.waitForMessage('hello', 20)).rejects.toThrow('something else');
    const waiting = group.waitForMessage('hello');
    await api.sendMessage(group.id, 'oh, hello');
    expect((await waiting).text).toBe('oh, hello');
  });

  it('keeps its chats while it is offline', async () => {
    await telegram.goOffline();
    group.user('ann').sends('anybody?');
    await expect(api.getMe()).rejects.not.toBeInstanceOf(GrammyError);
    await telegram.resume();
    expect(await api.getUpdates()).toHaveLength(1);
  });

  it('hides in privacy mode what is not meant for the bot', async () => {
    const shy = await FakeBotApi.start({ privacyMode: true, botUsername: 'shy_bot' });
    const chat = shy.supergroup('Team');
    const ann = chat.user('ann');
    const shyApi = new Api(shy.token, { apiRoot: shy.url });
    const seen = () => shy.updates.pending.map(({ update }) => update.message?.text);
    ['hello', '/ask', '/ask@shy_bot x', 'hey @shy_bot', '/ask@other_bot'].forEach((text) => ann.sends(text));
    expect(seen()).toEqual(['/ask@shy_bot x', 'hey @shy_bot']);
    const { message_id } = await shyApi.sendMessage(chat.id, 'yes?');
    ann.sends('/ask now');
    ann.repliesTo(chat.find(message_id)!, 'thanks');
    expect(seen().slice(2)).toEqual(['/ask now', 'thanks']);
    chat.bot = 'administrator';
    ann.sends('all of it');
    expect(seen()).toContain('all of it');
    await shy.stop();
  });
});
