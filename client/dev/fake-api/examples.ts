import type { ChatMessage, RichText } from '@personal-assistant/contracts';
import { randomUUID } from 'node:crypto';
import type { FakeApi } from './fake-api.ts';
import { person } from './fake-api.ts';
import { decide, submit } from './flows.ts';
import { model } from '../../src/testing/examples.ts';

const HOUR = 3_600_000;

/** A group that has used the assistant for two days. */
export function fillWithExamples(api: FakeApi): void {
  const linus = person('Linus Pauling');
  let clock = Date.now() - 30 * HOUR;
  const say = (author: typeof linus | null, text: RichText, more: Partial<ChatMessage> = {}): ChatMessage => {
    clock += 90_000;
    return api.post('members', author, text, { createdAt: new Date(clock).toISOString(), ...more });
  };

  for (let index = 0; index < 60; index += 1) say(linus, [{ text: `Older message number ${String(index + 1)}` }]);
  const taught = submit(api, api.grace, 'The guest Wi-Fi password is sunflower-42.');
  decide(api, api.ada, taught, 'PENDING', null);
  const id = api.nextId();
  Object.assign(taught, { status: 'DONE', modelId: id });
  const now = new Date(Date.now() - HOUR).toISOString();
  const metrics = { texts: 1, passages: 1, seconds: 2.4, threshold: 0.41, falseAnswerRate: 0.031 };
  api.models.push(
    model({
      id,
      live: true,
      startedBy: api.ada,
      createdAt: now,
      finishedAt: now,
      liveAt: now,
      progress: { stage: 'publish', fraction: 1, detail: null },
      metrics: { ...metrics, recallAt1: 1, recallAt5: 1, answeredRate: 0.94 },
    }),
  );
  clock = Date.now() - HOUR;
  say(linus, [{ text: 'Morning! Is the laser cutter free today?' }]);
  say(linus, [{ text: 'And <b>what</b> is the wifi password again? https://example.org/wifi' }]);
  const question = say(api.ada, [{ text: '/ask what is the wifi password?' }]);
  say(
    null,
    [
      { text: 'sunflower-42', style: 'bold' },
      { text: '\n\n' },
      { text: 'The guest Wi-Fi password is sunflower-42.', style: 'quote' },
      { text: '\nTaught by Grace Hopper, approved by Ada Lovelace' },
      { text: '\nVersion ' },
      { text: 'first', style: 'code' },
      { text: ' · ' },
      { text: 'message', url: 'https://example.org/m/1' },
      { text: ' · 38 ms', style: 'italic' },
    ],
    { replyToMessageId: question.id },
  );
  const other = say(api.ada, [{ text: '/ask who won the world cup in 1998?' }]);
  say(null, [{ text: 'I was never taught that. If you know it, teach me: ' }, { text: '/train …', style: 'code' }], {
    replyToMessageId: other.id,
  });
  submit(
    api,
    linus,
    'The laser cutter must never be left alone while it runs. The extinguisher hangs left of the door.',
  );
  submit(api, api.grace, 'The guest Wi-Fi password is sunflower-43 from Monday on.');
  const long = 'Rules of the workshop. Wear glasses, tie long hair back, and sweep your place when you leave. ';
  submit(api, linus, long.repeat(12));
  api.deadLetters.push({
    id: randomUUID(),
    kind: 'DELIVERY',
    reason: 'Telegram refused the message: the bot was removed from the group «Weekend crew» (403).',
    attempts: 5,
    createdAt: now,
    status: 'DEAD',
  });
}
