import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeBotApi, type FakeChat, type FakeMessage } from './fakes/fake-bot-api/index.js';
import { eventually, System } from './support/system.js';

/**
 * A message of the bot. It keeps to Telegram's twenty messages a minute per group, so a busy chat may have to wait for
 * the next minute.
 */
const hears = (chat: FakeChat, what: string | RegExp | ((message: FakeMessage) => boolean)): Promise<FakeMessage> =>
  chat.waitForMessage(what, 75_000);

/** The whole flow in Telegram, on our own fake Bot API, which validates what Telegram validates. */
describe('in Telegram', () => {
  let telegram: FakeBotApi;
  let approvers: FakeChat;
  let group: FakeChat;
  let clumsy: FakeChat;
  let system: System;

  beforeAll(async () => {
    telegram = await FakeBotApi.start();
    approvers = telegram.supergroup('Approvers');
    group = telegram.supergroup('Office');
    clumsy = telegram.supergroup('Beginners');
    system = await System.start({
      env: {
        TELEGRAM_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.url,
        APPROVE_CHAT_ID: String(approvers.id),
        ADMIN_USERNAMES: '@boss',
      },
    });
  }, 180_000);
  afterAll(async () => {
    await system.stop();
    await telegram.stop();
  });

  it('says that nothing was trained yet', async () => {
    const question = group.user('ann').sends('/ask what is the wifi password?');
    const answer = await hears(group, (message) => message.replyTo?.id === question.id);
    await eventually('the answer', () => Promise.resolve(/train|taught|learn/iu.test(answer.text) ? true : undefined));
  });

  it('refuses to train when nothing is pending', async () => {
    approvers.user('boss').sends('/start_train');
    await hears(approvers, /nothing/iu);
  });

  it('teaches, approves, trains and answers with the source', async () => {
    const lesson = group.user('ann').sends('/train The guest Wi-Fi password is sunflower-42.');
    await hears(group, (message) => message.replyTo?.id === lesson.id);
    const card = await hears(approvers, 'sunflower-42');
    expect(card.text).toContain('ann');
    expect(card.text).toContain('Office');

    approvers.user('boss').repliesTo(card, '/approve');
    await hears(group, (message) => message.replyTo?.id === lesson.id && /approved/iu.test(message.text));
    await eventually('the card loses its buttons', () =>
      Promise.resolve(card.button('Approve') === undefined ? true : undefined),
    );

    approvers.user('boss').sends('/start_train first');
    const training = await hears(approvers, /«first» \(#1\) is live: I learned/u);
    await hears(approvers, ({ replyTo, text }) => replyTo === training && text.includes('answers from now on'));

    const question = group.user('ben').sends('/ask what is the wifi password?');
    const answer = await hears(
      group,
      (message) => message.replyTo?.id === question.id && message.text.includes('sunflower-42'),
    );
    expect(answer.text).toContain('ann');
    expect(answer.text).toContain('boss');
    expect(answer.text).toContain('first');

    const unknown = group.user('ben').sends('/ask who won the world cup in 1998?');
    await hears(
      group,
      (message) => message.replyTo?.id === unknown.id && /not taught|never taught/iu.test(message.text),
    );
  });

  it('answers a mention, and a reply to one of its messages, and stays silent otherwise', async () => {
    const mention = group.user('cem').sends(`@${telegram.me.username} what is the wifi password?`);
    const answer = await hears(
      group,
      (message) => message.replyTo?.id === mention.id && message.text.includes('sunflower-42'),
    );
    const reply = group.user('cem').repliesTo(answer, 'and what is the guest Wi-Fi password?');
    await hears(group, (message) => message.replyTo?.id === reply.id && message.text.includes('sunflower-42'));
    const chatter = group.user('cem').sends('what is the wifi password, Ann?');
    const probe = group.user('cem').sends('/help');
    await hears(group, (message) => message.replyTo?.id === probe.id);
    expect(group.botMessages.filter((message) => message.replyTo?.id === chatter.id)).toEqual([]);
  });

  it('approves by a button, and tells the second approver of the first decision', async () => {
    const lesson = group.user('ann').sends('/train The printer on the second floor is called Gutenberg.');
    const card = await hears(approvers, 'Gutenberg');
    const first = approvers.user('boss').presses(card, 'Approve');
    await first.answered;
    await hears(group, (message) => message.replyTo?.id === lesson.id && /approved/iu.test(message.text));
    approvers.user('boss').repliesTo(card, '/reject wrong floor');
    await hears(approvers, /already approved/iu);
    const list = await system.api('GET', '/api/train-data?status=PENDING');
    expect(list.body.items.map((item: { text: string }) => item.text)).toEqual([
      'The printer on the second floor is called Gutenberg.',
    ]);
  });

  it('rejects with a reason that the member reads', async () => {
    const lesson = group.user('ann').sends('/train The moon office opens at nine o’clock.');
    const card = await hears(approvers, 'moon office');
    approvers.user('boss').repliesTo(card, '/reject we have no moon office');
    await hears(
      group,
      (message) => message.replyTo?.id === lesson.id && message.text.includes('we have no moon office'),
    );
  });

  it('teaches the message that /train replies to', async () => {
    const message = group.user('dora').sends('Parking spaces 7 to 9 are for guests.');
    group.user('ann').repliesTo(message, '/train');
    await hears(approvers, 'Parking spaces 7 to 9');
  });

  it('lets nobody else approve: a stranger, an anonymous admin, another chat, a later holder of the name', async () => {
    group.user('ann').sends('/train Strangers must not approve this sentence.');
    const card = await hears(approvers, 'Strangers must not');

    const stranger = approvers.user('mallory').repliesTo(card, '/approve');
    await hears(approvers, (message) => message.replyTo?.id === stranger.id && /approver/iu.test(message.text));
    const anonymous = approvers.anonymousAdmin().repliesTo(card, '/approve');
    await hears(approvers, (message) => message.replyTo?.id === anonymous.id && /anonymous/iu.test(message.text));
    const elsewhere = group.user('boss').sends('/approve');
    await hears(group, (message) => message.replyTo?.id === elsewhere.id);

    const impostor = approvers.user('boss2');
    impostor.author.from.username = 'boss';
    const attempt = impostor.repliesTo(card, '/approve');
    await hears(approvers, (message) => message.replyTo?.id === attempt.id);

    const list = await system.api('GET', '/api/train-data?status=SUBMITTED');
    expect(list.body.items.map((item: { text: string }) => item.text)).toContain(
      'Strangers must not approve this sentence.',
    );
  });

  it.each([
    ['/train', /text/iu],
    ['/train ok', /short/iu],
    ['/train The guest   wi-fi password is SUNFLOWER-42.', /already|ann/iu],
    ['/start_train', /approvers/iu],
    ['/ask', /question/iu],
  ])('answers %j with one sentence', async (text, expected) => {
    // In a group of its own: the bot keeps to Telegram's twenty messages a minute per group.
    const sent = clumsy.user('eve').sends(text);
    const reply = await hears(clumsy, (message) => message.replyTo?.id === sent.id && expected.test(message.text));
    expect(reply.text.length).toBeLessThan(400);
  });

  it('shows taught markup as text and splits what is too long', async () => {
    const long = `Beware of <b>bold</b> & <a href="x">links</a>. ${'The corridor on the third floor is long. '.repeat(120)}`;
    group.user('ann').sends(`/train ${long}`.slice(0, 4096));
    const card = await hears(approvers, '<b>bold</b>');
    expect(card.text.length).toBeLessThan(1000);
    approvers.user('boss').presses(card, 'Show all');
    await hears(approvers, (message) => message.text.length > 2000 && message.text.includes('third floor'));
  });

  it('answers in the topic where it was asked', async () => {
    const forum = telegram.forum('Club');
    const topicId = forum.topic('Questions');
    const question = forum.user('ann').sends('/ask what is the wifi password?', { topicId });
    const answer = await hears(
      forum,
      (message) => message.replyTo?.id === question.id && message.text.includes('sunflower-42'),
    );
    expect(answer.topicId).toBe(topicId);
  });

  it('keeps what people think of an answer when they react to it, their last word only', async () => {
    const club = telegram.supergroup('Reading club', { bot: 'administrator' });
    const question = club.user('ann').sends('/ask what is the wifi password?');
    const answer = await hears(
      club,
      (message) => message.replyTo?.id === question.id && message.text.includes('sunflower-42'),
    );
    const { id } = (await system.api('GET', '/api/questions?limit=1')).body.items[0] as { id: string };
    const becomes = (up: number, down: number) =>
      eventually(`the feedback is ${up} up, ${down} down`, async () => {
        const { feedback } = (await system.api('GET', `/api/questions/${id}`)).body;
        return feedback.up === up && feedback.down === down ? true : undefined;
      });

    club.user('ann').reacts(answer, '👍');
    await becomes(1, 0);
    club.user('ben').reacts(answer, '👍');
    await becomes(2, 0);
    club.user('ann').reacts(answer, '👎');
    await becomes(1, 1);
    club.user('ben').reacts(answer);
    await becomes(0, 1);
    club.user('cem').reacts(answer, '🔥');
    club.user('ben').reacts(answer, '👍');
    await becomes(1, 1);
    expect(club.botMessages.filter((message) => message.replyTo?.id === question.id)).toHaveLength(1);
  });

  it('told nobody anything twice', () => {
    expect(telegram.duplicates()).toEqual([]);
  });
});
