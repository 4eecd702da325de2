import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeBotApi, type FakeChat, type FakeMessage } from './fakes/fake-bot-api/index.js';
import { FakeLlmServer, says } from './fakes/fake-llm-server.js';
import { System } from './support/system.js';

const KEY = 'sk-of-the-scripted-model';
const WIFI = 'The guest Wi-Fi password is sunflower-42.';

/** A reply to a question may have to wait for its group's next minute. */
const hears = (chat: FakeChat, what: string | RegExp | ((message: FakeMessage) => boolean)): Promise<FakeMessage> =>
  chat.waitForMessage(what, 75_000);

/** A language model words the answers, on a scripted server; everything else is the product. */
describe('with a language model', () => {
  let telegram: FakeBotApi;
  let llm: FakeLlmServer;
  let group: FakeChat;
  let system: System;

  beforeAll(async () => {
    telegram = await FakeBotApi.start();
    llm = await FakeLlmServer.start();
    const approvers = telegram.supergroup('Approvers');
    group = telegram.supergroup('Office');
    system = await System.start({
      env: {
        TELEGRAM_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.url,
        APPROVE_CHAT_ID: String(approvers.id),
        ADMIN_USERNAMES: '@boss',
        LLM_BASE_URL: llm.url,
        LLM_MODEL: 'scripted',
        LLM_API_KEY: KEY,
        LLM_TIMEOUT_MS: '20000',
      },
    });
    group.user('ann').sends(`/train ${WIFI}`);
    const card = await hears(approvers, 'sunflower-42');
    approvers.user('boss').repliesTo(card, '/approve');
    await hears(approvers, /Approved/u);
    approvers.user('boss').sends('/start_train first');
    await hears(approvers, /is live/iu);
  }, 240_000);
  afterAll(async () => {
    await system.stop();
    await telegram.stop();
    await llm.stop();
  });

  /** Asks in the group and waits for the final text of the reply. */
  async function ask(question: string, final: RegExp): Promise<FakeMessage> {
    const asked = group.user('ben').sends(`/ask ${question}`);
    return hears(group, (message) => message.replyTo?.id === asked.id && final.test(message.text));
  }

  it('the answer streams into one message, edited at most every 1.5 s, and ends with its source', async () => {
    const words = 'The password of the guest Wi-Fi is, as far as I know, the following: sunflower-42 [1].';
    // About six seconds, word by word.
    llm.reply = says(words, { gapMs: 450 });
    const answer = await ask('what is the guest wifi password?', /taught by/u);
    expect(answer.text).toContain('sunflower-42');
    expect(answer.text).toContain(WIFI);
    expect(answer.text).toContain('ann');
    expect(answer.text).not.toContain('not checked yet');

    const drafts = answer.edits.filter(({ text }) => text.includes('not checked yet'));
    expect(drafts.length).toBeGreaterThanOrEqual(2);
    const bare = drafts.map(({ text }) => text.split('\n')[0] ?? '');
    for (const text of bare) expect(words.startsWith(text)).toBe(true);
    expect(bare).toEqual(bare.toSorted((a, b) => a.length - b.length));

    const edits = telegram.transcript.of('editMessageText').filter(({ payload }) => payload.message_id === answer.id);
    expect(edits.length).toBeGreaterThanOrEqual(2);
    for (const [i, { startedAt }] of edits.entries()) {
      const before = edits[i - 1];
      if (before) expect(startedAt - before.startedAt).toBeGreaterThanOrEqual(1490);
    }
    expect(llm.requests[0]).toMatchObject({
      headers: { authorization: `Bearer ${KEY}` },
      body: { model: 'scripted', stream: true },
    });
    expect(llm.requests).toHaveLength(1);
  });

  it('an answer without a citation becomes «not taught»', async () => {
    llm.reply = says('The password is swordfish, trust me.');
    const answer = await ask('what is the password of the wifi?', /not taught/iu);
    expect(answer.text).not.toContain('swordfish');
  });

  it('the reader answers when the server breaks off', async () => {
    llm.reply = says('The guest Wi-Fi password is', { end: 'cut' });
    const answer = await ask('the wifi password, please?', /taught by/u);
    expect(answer.text).toContain(WIFI);
  });

  it('the answer arrives when the prediction service is killed in the middle of it', async () => {
    llm.reply = () => {
      llm.reply = says(`${WIFI.slice(0, -1)} [1].`);
      return says('The guest', { end: 'hang' });
    };
    // In a group of its own: a busy one is not shown what is only passing.
    const kitchen = telegram.supergroup('Kitchen');
    const asked = kitchen.user('ben').sends('/ask which password has the guest wifi?');
    await hears(kitchen, (message) => message.replyTo?.id === asked.id && message.text.includes('The guest'));
    await system.kill('prediction');
    const answer = await hears(
      kitchen,
      (message) => message.replyTo?.id === asked.id && message.text.includes('taught by'),
    );
    expect(answer.text).toContain('sunflower-42');
  });

  it('the key stands in no log', async () => {
    const folder = join(system.dataDir, 'logs');
    const files = (await readdir(folder)).filter((name) => name.includes('prediction'));
    const logs = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    expect(logs.join('')).toContain('the reader answers instead');
    expect(logs.join('')).not.toContain(KEY);
  });
});
