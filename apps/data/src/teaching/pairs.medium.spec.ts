import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness } from '../testing/harness.js';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
});
afterAll(() => service.close());

const teach = async (text: string): Promise<string> => {
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  await service.drain();
  return service.bot.textsTo(GROUP).at(-1) ?? '';
};
const stored = (question: string) => service.db.trainData.findFirstOrThrow({ where: { question } });
const post = async (path: string, json: unknown, token = API_TOKEN) => {
  const response = await service.fetch(`/api/train-data${path}`, { method: 'POST', json, token });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('a pair', () => {
  it('is a text of question and answer, shown as a pair, and a golden question once it is approved', async () => {
    expect(await teach('Q: When does the gym open?\nA: At 8 am,\nexcept on Sundays.')).toContain('I passed this on');
    const record = await stored('When does the gym open?');
    expect(record).toMatchObject({
      answer: 'At 8 am,\nexcept on Sundays.',
      text: 'When does the gym open?\nAt 8 am,\nexcept on Sundays.',
      status: 'SUBMITTED',
      correctsId: null,
    });
    expect(service.bot.textsTo(APPROVERS).at(-1)).toContain(
      'Question: When does the gym open?\nAnswer: At 8 am,\nexcept on Sundays.',
    );
    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: record.id });
    await service.drain();
    expect(service.bot.textsTo(APPROVERS).at(-1)).toMatch(/Question: When does[\s\S]*Approved by Ann$/u);
    expect(await service.db.goldenQuestion.findUniqueOrThrow({ where: { trainDataId: record.id } })).toMatchObject({
      question: 'When does the gym open?',
      answer: 'At 8 am,\nexcept on Sundays.',
      origin: 'PAIR',
    });
  });

  it('can be the message that /train replies to', async () => {
    await service.telegram(
      GROUP,
      bob,
      { kind: 'TRAIN' },
      { replyTo: { messageId: '900', text: 'q: who waters the plants? a: Mia does.', fromAssistant: false } },
    );
    expect(await stored('who waters the plants?')).toMatchObject({ answer: 'Mia does.' });
  });

  it('is shown shortened, and in full on demand', async () => {
    await teach(`Q: What is the whole story?\nA: ${'Once upon a time. '.repeat(30)}`);
    const { id } = await stored('What is the whole story?');
    const card = await service.db.chatMessage.findFirstOrThrow({
      where: { key: `train-data:${id}:card`, chat: { externalId: APPROVERS } },
    });
    expect(JSON.stringify(card.buttons)).toContain('SHOW');
    expect(service.bot.textsTo(APPROVERS).at(-1)).toMatch(/Once upon a time\. Once[^\n]{0,90}…\n\d+ characters, /u);
  });
});

describe('several pairs of one message', () => {
  it('are a text and a card each, with one receipt', async () => {
    const cards = () => service.db.chatMessage.count({ where: { key: { endsWith: ':card' } } });
    const before = await cards();
    const receipt = await teach('Q: Where is the key? A: Under the mat.\nQ: Where is the spare key? A: Mia has it.');
    const ids = [(await stored('Where is the key?')).id, (await stored('Where is the spare key?')).id];
    expect(receipt).toBe(`Thank you! I passed 2 pairs on to the approvers as #${ids[0]}, #${ids[1]}.`);
    const rooms = await service.db.chat.count({ where: { room: 'APPROVERS' } });
    expect((await cards()) - before).toBe(2 * rooms);
  });

  it.each([
    ['Q: One more thing? A: Yes, this.\nQ: And what else?', /^Pair 2 of 2: The answer is missing/u],
    ['Q: Another new thing? A: Yes, this one.\nQ: x? A: y', /^Pair 2 of 2: That is too short to learn from/u],
    [
      'Q: Is this new? A: Yes, it is.\nQ: Where is the key? A: Under the mat.',
      /^Pair 2 of 2: That was taught already/u,
    ],
    ['Q: Is that new? A: Yes, it is.\nQ: is THAT new? A: yes, it is', /^Pair 2 of 2: It is the same as pair 1\./u],
  ])('are taken all or none: %j', async (text, sentence) => {
    const before = await service.db.trainData.count();
    const reply = await teach(text);
    expect(reply).toMatch(sentence);
    expect(reply).toMatch(/Nothing of this message was taken\.$/u);
    expect(await service.db.trainData.count()).toBe(before);
  });
});

describe('the API', () => {
  it('takes a pair, and a text that is one', async () => {
    const pair = { question: 'Who has the \ud800 projector? ', answer: ' The office\r\nupstairs. ' };
    expect(await post('', pair)).toMatchObject({
      status: 201,
      body: {
        question: 'Who has the \ufffd projector?',
        answer: 'The office\nupstairs.',
        text: 'Who has the \ufffd projector?\nThe office\nupstairs.',
        correctsQuestionId: null,
      },
    });
    expect(await post('', { text: 'Q: Who has the screen? A: The office, too.' })).toMatchObject({
      status: 201,
      body: { question: 'Who has the screen?', answer: 'The office, too.' },
    });
    expect(await post('', { text: 'The screen is white, as screens are.' })).toMatchObject({
      status: 201,
      body: { question: null, answer: null },
    });
  });

  it.each([
    [{ question: 'Who?', answer: ' ' }, 'PAIR_INCOMPLETE'],
    [{ question: '', answer: 'Somebody did it.' }, 'PAIR_INCOMPLETE'],
    [{ question: 'Who?' }, 'BAD_REQUEST'],
    [{}, 'BAD_REQUEST'],
    [{ question: 'Who \0 did?', answer: 'It was him.' }, 'TEXT_BINARY'],
    [{ text: 'Q: One? A: It is one.\nQ: Two? A: It is two.' }, 'BAD_REQUEST'],
  ])('refuses %j', async (json, code) => {
    const { status, body } = await post('', json);
    expect([status < 500, body.code]).toEqual([true, code]);
  });

  it('takes pairs in bulk: approved by that act, golden at once; bad ones are named with their place', async () => {
    const texts = [
      { question: 'When is the sauna on?', answer: 'On Fridays only.' },
      'Q: When is the pool open? A: All day long.',
      'The pool is heated with what the sauna leaves.',
      { question: 'When is nothing?', answer: '' },
      'Q: One? A: It is one.\nQ: Two? A: It is two.',
      { question: 'when is the SAUNA on?', answer: 'On Saturdays as well.' },
    ];
    const { status, body } = await post('/bulk', { texts });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      created: 4,
      refused: [
        { index: 3, code: 'PAIR_INCOMPLETE' },
        { index: 4, code: 'BAD_REQUEST' },
      ],
    });
    const ids = body.ids as number[];
    const golden = await service.db.goldenQuestion.findMany({
      where: { trainDataId: { in: ids } },
      orderBy: { trainDataId: 'asc' },
    });
    // The last word about the sauna is what counts.
    expect(golden.map(({ answer }) => answer)).toEqual(['All day long.', 'On Saturdays as well.']);
    expect(await stored('When is the sauna on?')).toMatchObject({ status: 'PENDING' });
  });
});
