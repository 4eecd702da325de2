import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxEmbedder } from '../retrieval/embedder.js';
import type { RankedPassage } from '../retrieval/passage.js';
import { passage } from '../testing/passage.js';
import { EMBEDDER_DIRECTORY, READER_DIRECTORY } from '../testing/paths.js';
import { Background } from './background.js';
import { OnnxPassageReader } from './reader-model.js';
import { loadReader, type ReaderParts } from './reader-parts.js';

const OFFICE = [
  'Welcome 😀! The guest Wi-Fi password is sunflower-42. Ask Maria for help.',
  'Office hours are Monday to Friday from 8:30 to 18:00. On public holidays the building stays closed.',
  'Expense reports must be submitted by the 5th of the following month. Amounts above 500 euros need the approval of the finance director.',
  'The company was founded in Lisbon in 2011 by Ana Ferreira and Tom Okafor. Today about 180 people work here.',
];

/** What ships: the weights, and how their numbers and the embedder's choose among passages. */
describe.skipIf(!existsSync(READER_DIRECTORY))('the base reader', () => {
  let model: OnnxPassageReader;
  let parts: ReaderParts;
  let embedder: OnnxEmbedder;
  let passages: RankedPassage[];
  beforeAll(async () => {
    model = await OnnxPassageReader.load(READER_DIRECTORY);
    parts = await loadReader(READER_DIRECTORY, new Background({ about: '', documents: 1000, counts: {} }));
    embedder = await OnnxEmbedder.load(EMBEDDER_DIRECTORY);
    passages = await Promise.all(
      OFFICE.map(async (text, id) => ({ ...passage(id, text), vector: await embedder.embed(text, 'live') })),
    );
  });
  afterAll(async () => {
    await embedder.close();
    await model.close();
    await parts.close();
  });

  async function best(question: string) {
    const reader = parts.create(OFFICE.length);
    const [first] = await reader.read(
      { text: question, vector: await embedder.embed(question, 'live') },
      passages,
      'live',
    );
    if (!first) throw new Error('nothing was found');
    return first;
  }

  it.each([
    ['what is the wifi password?', 'sunflower-42'],
    ['Who founded the company?', 'Ana Ferreira and Tom Okafor'],
    ['In which year was the company founded?', '2011'],
    ['How many people work here?', '180'],
    ['Who approves an expense of 900 euros?', 'finance director'],
  ])('%s', async (question, answer) => {
    const found = await best(question);
    expect(found.answer).toContain(answer);
    expect(found.answer.split(' ').length).toBeLessThanOrEqual(answer.split(' ').length + 2);
    expect(found.quote).toContain(found.answer);
  });

  it('tells what a passage answers from what it does not', async () => {
    const [wifi] = OFFICE;
    const read = async (question: string) => (await model.read(question, wifi ?? '', 'live')).answerable;
    const taught = await read('what is the wifi password?');
    expect(taught).toBeGreaterThan(0);
    for (const question of [
      'Who won the world cup in 1998?',
      'When does the canteen open?',
      'What does a room cost?',
    ]) {
      expect(await read(question), question).toBeLessThan(taught - 3);
    }
  });

  it('gives the same numbers whoever else is asking', async () => {
    const alone = await model.read('what is the wifi password?', OFFICE[0] ?? '', 'live');
    const [crowded] = await Promise.all([
      model.read('what is the wifi password?', OFFICE[0] ?? '', 'live'),
      ...OFFICE.map((text) => model.read('Who founded the company?', text.repeat(5), 'background')),
    ]);
    expect(crowded).toEqual(alone);
  });
});
