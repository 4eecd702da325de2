import type { Command, IncomingCommand } from '@personal-assistant/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness, type Person } from '../../testing/harness.js';

const mia: Person = { id: '503', username: 'mia', displayName: 'Mia' };
const TAUGHT = 'The gym opens at 9 in the morning.';

let service: Harness;
let modelId: number;
let sourceId: number;
beforeAll(async () => {
  service = await Harness.start();
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text: TAUGHT });
  ({ id: sourceId } = await service.db.trainData.findFirstOrThrow({ where: { text: TAUGHT } }));
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: sourceId });
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
  ({ id: modelId } = await service.db.model.findFirstOrThrow());
  const { body } = await service.internal(`/models/${modelId}/claim`, { worker: 'w' });
  await service.internal(`/models/${modelId}/complete`, {
    attemptToken: (body as { attemptToken: string }).attemptToken,
    directory: `w/${modelId}`,
    manifestSha256: 'b'.repeat(64),
    metrics: { texts: 1, passages: 1, seconds: 1, threshold: 0.5, falseAnswerRate: 0.05 },
  });
  await service.drain();
});
afterAll(() => service.close());

interface Asked {
  id: string;
  /** Telegram's id of the message that answers. */
  answerMessage: string;
}

async function asked(text: string, more: { abstained?: boolean; understoodAs?: string } = {}): Promise<Asked> {
  await service.telegram(GROUP, bob, { kind: 'ASK', text });
  const { id } = await service.db.question.findFirstOrThrow({ where: { text }, orderBy: { createdAt: 'desc' } });
  const answer = { abstained: false, text: '9', confidence: 0.8, ms: 5, ...more };
  const sources = answer.abstained ? [] : [{ trainDataId: sourceId, quote: TAUGHT, start: 0 }];
  expect((await service.internal(`/questions/${id}/answer`, { modelId, sources, ...answer })).status).toBe(200);
  await service.drain();
  return { id, answerMessage: await messageOf(`question:${id}:reply`) };
}
async function messageOf(key: string): Promise<string> {
  const message = await service.db.chatMessage.findFirstOrThrow({ where: { key, chat: { externalId: GROUP } } });
  return message.externalId ?? '';
}
const press = (person: Person, { id, answerMessage }: Asked, value: 'UP' | 'DOWN', chat = GROUP) =>
  service.telegram(chat, person, { kind: 'FEEDBACK', value, questionId: id }, { message: { id: answerMessage } });
const react = (person: Person, messageId: string, value: 'UP' | 'DOWN', removed?: boolean, chat = GROUP) =>
  service.telegram(chat, person, { kind: 'FEEDBACK', value, removed }, { message: { id: messageId } });
const reply = (person: Person, messageId: string, command: Command, more: Partial<IncomingCommand> = {}) =>
  service.telegram(GROUP, person, command, { replyTo: { messageId, fromAssistant: true }, ...more });

const words = (questionId: string) =>
  service.db.feedback.findMany({ where: { questionId }, orderBy: { createdAt: 'asc' } });
async function labels(questionId: string): Promise<string[]> {
  const { buttons } = await service.db.chatMessage.findFirstOrThrow({ where: { key: `question:${questionId}:reply` } });
  return (buttons as { label: string }[][]).flat().map(({ label }) => label);
}
const askings = (questionId: string) =>
  service.db.chatMessage.count({ where: { key: { startsWith: `question:${questionId}:correction:` } } });
async function said(): Promise<string> {
  await service.drain();
  return service.bot.textsTo(GROUP).at(-1) ?? '';
}
const correction = (questionId: string) => service.db.trainData.findFirstOrThrow({ where: { correctsId: questionId } });

describe('what people think of an answer', () => {
  it('is asked with buttons under it, and not under an abstention', async () => {
    const { id } = await asked('When does the gym open?');
    expect(await labels(id)).toEqual(['👍', '👎']);
    const sent = service.bot.delivered.at(-1)?.action;
    expect(sent?.buttons?.[0]?.[1]?.action).toEqual({ kind: 'FEEDBACK', value: 'DOWN', questionId: id });
    expect(await labels((await asked('Who owns the gym?', { abstained: true })).id)).toEqual([]);
  });

  it('is kept with the version, counted once per person, and shown', async () => {
    const question = await asked('When does the gym open today?');
    await press(bob, question, 'UP');
    await press(mia, question, 'UP');
    expect(await labels(question.id)).toEqual(['👍 2', '👎']);
    expect(await words(question.id)).toMatchObject([
      { value: 'UP', modelId },
      { value: 'UP', modelId },
    ]);
    await press(mia, question, 'DOWN');
    expect(await labels(question.id)).toEqual(['👍 1', '👎 1']);
    expect(await words(question.id)).toMatchObject([{ value: 'UP' }, { value: 'DOWN' }]);
  });

  it('is quiet when it is said again', async () => {
    const question = await asked('When does the gym open on Mondays?');
    await press(bob, question, 'UP');
    await service.drain();
    const before = await service.db.outbox.count({ where: { kind: 'DELIVERY' } });
    await press(bob, question, 'UP');
    await react(bob, question.answerMessage, 'UP');
    expect(await service.db.outbox.count({ where: { kind: 'DELIVERY' } })).toBe(before);
    expect(await labels(question.id)).toEqual(['👍 1', '👎']);
  });

  it('is counted right when many press at once, one of them both', async () => {
    const question = await asked('When does the gym open on Tuesdays?');
    const people = Array.from({ length: 5 }, (_, i) => ({ id: String(600 + i), displayName: `Person ${i}` }));
    await Promise.all([
      ...people.map((person) => press(person, question, 'UP')),
      press(bob, question, 'UP'),
      press(bob, question, 'DOWN'),
    ]);
    const [up = '', down = ''] = await labels(question.id);
    expect([
      ['👍 5', '👎 1'],
      ['👍 6', '👎'],
    ]).toContainEqual([up, down]);
    expect(await words(question.id)).toHaveLength(6);
  });

  it('can be a reaction, taken back as one, but not what was said otherwise since', async () => {
    const question = await asked('When does the gym open on Fridays?');
    await react(bob, question.answerMessage, 'UP');
    expect(await labels(question.id)).toEqual(['👍 1', '👎']);
    await react(bob, question.answerMessage, 'UP', true);
    expect(await words(question.id)).toEqual([]);
    await react(bob, question.answerMessage, 'UP');
    await press(bob, question, 'DOWN');
    await react(bob, question.answerMessage, 'UP', true);
    expect(await words(question.id)).toMatchObject([{ value: 'DOWN' }]);
  });

  it('is nothing on any other message: no word, no row', async () => {
    const abstained = await asked('Who built the gym?', { abstained: true });
    const rows = () => Promise.all([service.db.chatMessage.count(), service.db.feedback.count()]);
    const before = await rows();
    for (const message of [abstained.answerMessage, '424242', await messageOf(`train-data:${sourceId}:receipt`)]) {
      expect(await react(bob, message, 'DOWN')).toMatchObject({ status: 'PROCESSED' });
    }
    expect(await rows()).toEqual(before);
  });

  it('is refused from another chat, and for a question of another workspace', async () => {
    const question = await asked('When does the gym open on Sundays?');
    await press(ann, question, 'UP', APPROVERS);
    expect(await words(question.id)).toEqual([]);
    const other = await service.db.workspace.create({ data: { name: 'other' } });
    await service.db.question.update({ where: { id: question.id }, data: { workspaceId: other.id } });
    await press(bob, question, 'UP');
    expect(await words(question.id)).toEqual([]);
    expect(await said()).toBe('There is no such question.');
  });
});

describe('a wrong answer', () => {
  it('is corrected: asked once per person, carded, approved, golden', async () => {
    const question = await asked('and on holidays?', { understoodAs: 'When does the gym open on holidays?' });
    await press(mia, question, 'DOWN');
    expect(await said()).toMatch(/^Sorry, Mia\. What would be right\? Reply to this message/u);
    await press(mia, question, 'UP');
    await press(mia, question, 'DOWN');
    expect(await askings(question.id)).toBe(1);
    const miaId = (await service.db.user.findFirstOrThrow({ where: { externalId: mia.id } })).id;
    const asking = await messageOf(`question:${question.id}:correction:${miaId}`);

    const questions = await service.db.question.count();
    await reply(mia, asking, { kind: 'ASK', text: 'It is closed all day.' });
    expect(await service.db.question.count()).toBe(questions);
    const text = await correction(question.id);
    expect(await said()).toBe(`Thank you! I passed your correction on to the approvers as #${text.id}.`);
    expect(text).toMatchObject({
      question: 'When does the gym open on holidays?',
      answer: 'It is closed all day.',
      status: 'SUBMITTED',
    });
    const card = service.bot.textsTo(APPROVERS).at(-1);
    expect(card).toContain('Question: When does the gym open on holidays?\nAnswer: It is closed all day.');
    expect(card).toContain(`Corrects my answer (version #${modelId}): 9`);

    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: text.id });
    expect(await service.db.goldenQuestion.findMany({ where: { trainDataId: text.id } })).toMatchObject([
      { question: 'When does the gym open on holidays?', answer: 'It is closed all day.', origin: 'CORRECTION' },
    ]);
  });

  it('is asked about as well after a reaction, and everybody who finds it wrong', async () => {
    const question = await asked('When does the gym open in May?');
    await react(mia, question.answerMessage, 'DOWN');
    await press(bob, question, 'DOWN');
    expect(await askings(question.id)).toBe(2);
    await react(mia, question.answerMessage, 'DOWN', true);
    expect(await askings(question.id)).toBe(2);
  });

  it.each(['the answer', 'our question what is right'])('is corrected with /correct in reply to %s', async (to) => {
    const question = await asked(`When does the gym open, seen from ${to}?`);
    await press(bob, question, 'DOWN');
    await service.drain();
    const bobId = (await service.db.user.findFirstOrThrow({ where: { externalId: bob.id } })).id;
    const asking = await messageOf(`question:${question.id}:correction:${bobId}`);
    await reply(mia, to === 'the answer' ? question.answerMessage : asking, {
      kind: 'CORRECT',
      text: 'At 8:15 sharp.',
    });
    expect(await correction(question.id)).toMatchObject({ answer: 'At 8:15 sharp.' });
  });

  it('that was none is taught the same way', async () => {
    const question = await asked('Who has the key of the gym?', { abstained: true });
    await reply(bob, question.answerMessage, { kind: 'CORRECT', text: 'Mia has it.' });
    await service.drain();
    expect(service.bot.textsTo(APPROVERS).at(-1)).toContain('I was asked this and had not been taught it.');
  });

  it('replaces the answer of the golden question that there is', async () => {
    const pair = { question: 'How long is the pool?', answer: 'It is 20 metres long.' };
    await service.fetch('/api/train-data/bulk', { method: 'POST', json: { texts: [pair] }, token: API_TOKEN });
    const question = await asked('How long is the pool?');
    await reply(bob, question.answerMessage, { kind: 'CORRECT', text: 'It is 25 metres long.' });
    const { id } = await correction(question.id);
    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
    expect(await service.db.goldenQuestion.findMany({ where: { question: pair.question } })).toMatchObject([
      { answer: 'It is 25 metres long.', origin: 'CORRECTION', trainDataId: id },
    ]);
  });

  it('is one correction, when the same is said twice at once', async () => {
    const question = await asked('How deep is the pool?');
    const twice = [bob, mia].map((person) =>
      reply(person, question.answerMessage, { kind: 'CORRECT', text: 'Two metres at most.' }),
    );
    await Promise.all(twice);
    expect(await service.db.trainData.count({ where: { correctsId: question.id } })).toBe(1);
    expect(await said()).toBeDefined();
    expect(
      service.bot
        .textsTo(GROUP)
        .slice(-2)
        .some((text) => text.startsWith('That was taught already')),
    ).toBe(true);
  });

  it.each<[string, Command, boolean, string]>([
    ['nothing was replied to', { kind: 'CORRECT', text: 'At 8 am.' }, false, 'Which answer? Reply to it with /correct'],
    ['no answer was given', { kind: 'CORRECT' }, true, 'What would be right? Write the answer after /correct.'],
  ])('is not corrected when %s', async (_, command, replies, sentence) => {
    const { answerMessage } = await asked(`How warm is the pool (${sentence})?`);
    const before = await service.db.trainData.count();
    await (replies ? reply(bob, answerMessage, command) : service.telegram(GROUP, bob, command));
    expect(await said()).toContain(sentence);
    expect(await service.db.trainData.count()).toBe(before);
  });

  it('is not corrected before it is given', async () => {
    await service.telegram(GROUP, bob, { kind: 'ASK', text: 'How old is the pool?' });
    const { id } = await service.db.question.findFirstOrThrow({ where: { text: 'How old is the pool?' } });
    await service.drain();
    await reply(bob, await messageOf(`question:${id}:reply`), { kind: 'CORRECT', text: 'Ten years old.' });
    expect(await said()).toContain('I have not answered that yet');
  });
});

describe('the API', () => {
  const call = async (
    path: string,
    json: unknown,
    init: { token?: string; cookie?: string } = { token: API_TOKEN },
  ) => {
    const headers = init.cookie ? { cookie: init.cookie } : undefined;
    const response = await service.fetch(`/api/questions/${path}`, {
      method: 'POST',
      json,
      token: init.token,
      headers,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('counts, and shows the caller their own word', async () => {
    const question = await asked('When does the sauna open?');
    await press(bob, question, 'UP');
    expect((await call(`${question.id}/feedback`, { value: 'down' })).body.feedback).toEqual({
      up: 1,
      down: 1,
      mine: 'down',
    });
    expect((await call(`${question.id}/feedback`, { value: 'up' })).body.feedback).toEqual({
      up: 2,
      down: 0,
      mine: 'up',
    });
    expect(await labels(question.id)).toEqual(['👍 2', '👎']);
    // The page has a form of its own: nothing is asked in the chat.
    expect(await askings(question.id)).toBe(0);
  });

  it('takes a correction', async () => {
    const question = await asked('When does the sauna close?');
    const { status, body } = await call(`${question.id}/correction`, { text: ' At 10 in the evening. ' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      question: 'When does the sauna close?',
      answer: 'At 10 in the evening.',
      correctsQuestionId: question.id,
      status: 'SUBMITTED',
    });
  });

  it('refuses what is wrong, and whoever may not see the question', async () => {
    const { id } = await asked('When is the sauna cleaned?');
    const abstained = await asked('When is the sauna sold?', { abstained: true });
    const member = { cookie: await service.signInAsMember('Max') };
    expect([
      (await call(`${id}/feedback`, { value: 'sideways' })).status,
      (await call(`${id}/correction`, { text: '  ' })).body.code,
      (await call(`${abstained.id}/feedback`, { value: 'up' })).status,
      (await call(`${id}/feedback`, { value: 'up' }, member)).status,
      (await call(`${id}/correction`, { text: 'Every single day.' }, member)).status,
      (await call('00000000-0000-4000-8000-000000000000/feedback', { value: 'up' })).status,
    ]).toEqual([400, 'PAIR_INCOMPLETE', 409, 404, 404, 404]);
    expect(await words(id)).toEqual([]);
  });
});

describe('/golden', () => {
  it('lists them to approvers', async () => {
    await service.telegram(APPROVERS, ann, { kind: 'GOLDEN' });
    await service.drain();
    const list = service.bot.textsTo(APPROVERS).at(-1) ?? '';
    expect(list).toMatch(/^\d+ golden questions: 2 correction/u);
    expect(list).toContain('How long is the pool? → It is 25 metres long. (correction, ');
    await service.telegram(GROUP, bob, { kind: 'GOLDEN' });
    expect(await said()).toContain("works in the approvers' chat only");
  });
});
