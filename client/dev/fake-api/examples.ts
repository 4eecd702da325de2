import type { ChatMessage, Model, RichText } from '@personal-assistant/contracts';
import { randomUUID } from 'node:crypto';
import type { FakeApi } from './fake-api.ts';
import { person } from './fake-api.ts';
import { decide, submit } from './flows.ts';
import { gap, golden, goldenItem, modelDetail } from '../../src/testing/examples.ts';

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
    modelDetail({
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
  addVersions(api, id, metrics);
  addQuestions(api);
  clock = Date.now() - HOUR;
  say(linus, [{ text: 'Morning! Is the laser cutter free today?' }]);
  say(linus, [{ text: 'And <b>what</b> is the wifi password again? https://example.org/wifi' }]);
  const questionId = randomUUID();
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
    {
      replyToMessageId: question.id,
      buttons: [
        [
          { label: '👍 2', action: { kind: 'FEEDBACK', value: 'UP', questionId } },
          { label: '👎', action: { kind: 'FEEDBACK', value: 'DOWN', questionId } },
        ],
      ],
    },
  );
  const other = say(api.ada, [{ text: '/ask who won the world cup in 1998?' }]);
  say(null, [{ text: 'I was never taught that. If you know it, teach me: ' }, { text: '/train …', style: 'code' }], {
    replyToMessageId: other.id,
  });
  Object.assign(submit(api, linus, 'Where is the spare key?\nBehind door 41.'), {
    question: 'Where is the spare key?',
    answer: 'Behind door 41.',
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

function addVersions(api: FakeApi, parentId: number, metrics: NonNullable<Model['metrics']>): void {
  const gate = { asked: 14, liveRight: 12 };
  const done = {
    status: 'DONE',
    parentId,
    startedBy: api.ada,
    metrics: { ...metrics, texts: 64, passages: 71, recallAt1: 0.97 },
  } as const;
  const times = { createdAt: new Date().toISOString(), finishedAt: new Date().toISOString() };
  api.models.push(
    modelDetail({
      ...done,
      ...times,
      id: api.nextId(),
      name: 'opening hours of summer',
      newTexts: 12,
      golden: { ...gate, right: 11, fixed: 1, broken: 2 },
      gate: {
        state: 'ASKED',
        reason: `it is worse than the live one: 11 of 14 golden questions right, version #${String(parentId)} 12`,
        decidedBy: null,
      },
      goldenItems: [
        goldenItem(),
        goldenItem({
          id: 2,
          question: 'Who may use the laser cutter on Sundays, and whom do they have to ask before?',
          expected: 'Everybody with the safety card; ask Linus.',
          candidate: { answer: 'glasses', right: false },
          live: { answer: 'Everybody with the safety card', right: true },
        }),
        goldenItem({
          id: 3,
          question: 'What is the guest Wi-Fi password?',
          expected: 'sunflower-43',
          verdict: 'fixed',
          candidate: { answer: 'sunflower-43', right: true },
          live: { answer: 'sunflower-42', right: false },
        }),
        goldenItem({
          id: 4,
          question: 'Where is the spare key?',
          expected: 'behind door 41',
          verdict: 'unchanged',
          candidate: { answer: 'behind door 41', right: true },
          live: { answer: 'behind door 41', right: true },
        }),
      ],
    }),
    modelDetail({
      ...done,
      ...times,
      id: api.nextId(),
      name: 'no files',
      metrics: null,
      status: 'FAILED',
      error: 'The disk is full: 12 MB are free, 40 MB are needed. Make room, then start the training again.',
    }),
  );
}

function addQuestions(api: FakeApi): void {
  const origins = ['PAIR', 'CORRECTION', 'ABSTENTION', 'MANUAL'] as const;
  for (let index = 0; index < 8; index += 1) {
    const origin = origins[index % 4] ?? 'PAIR';
    api.golden.push(
      golden({
        id: api.nextId(),
        question: `${origin === 'ABSTENTION' ? 'Who won the world cup in' : 'Where is the key of locker'} ${String(40 + index)}?`,
        answer: origin === 'ABSTENTION' ? null : `Behind door ${String(40 + index)}.`,
        origin,
        use: index % 3 === 0 ? 'LEARN' : 'GATE',
      }),
    );
  }
  const open = [
    ['When is the next open evening?', 14, 9],
    ['Who repairs the sewing machine?', 5, 4],
    ['Is there a first aid kit, and where is it when the cupboard at the entrance is empty again?', 1, 1],
  ] as const;
  for (const [question, asked, people] of open)
    api.gaps.push(gap({ id: api.nextId(), question, count: asked, people }));
  api.gaps.push(
    gap({
      id: api.nextId(),
      question: 'Who won the world cup in 1998?',
      count: 2,
      people: 2,
      status: 'OUT_OF_SCOPE',
      decidedBy: api.ada,
      decidedAt: new Date().toISOString(),
    }),
  );
  api.gaps.push(
    gap({
      id: api.nextId(),
      question: 'May dogs come in?',
      count: 3,
      people: 2,
      status: 'ANSWERED',
      trainDataId: 1,
      decidedBy: api.ada,
      decidedAt: new Date().toISOString(),
    }),
  );
}
