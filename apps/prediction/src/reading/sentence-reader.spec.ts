import { describe, expect, it } from 'vitest';
import { FakeEmbedder } from '../testing/fake-embedder.js';
import { sentenceWeightsOf } from '../testing/weights.js';
import { sentencesOf } from '../testing/version-fixture.js';
import type { RetrievedPassage } from '../retrieval/passage.js';
import { Background } from './background.js';
import { leadOf, SentenceReader } from './sentence-reader.js';

const background = new Background({ about: '', documents: 1000, counts: {} });
const embedder = new FakeEmbedder();

/** A passage that begins at `start` of its taught text. */
function passage(id: number, trainDataId: number, text: string, start = 0): RetrievedPassage {
  const sentences = sentencesOf(text).map((range) => ({ start: range.start + start, end: range.end + start }));
  return {
    id,
    trainDataId,
    text,
    start,
    sentences,
    vector: new Float32Array(384),
    vectorRank: id,
    wordRank: undefined,
    fused: 0,
  };
}

async function read(
  question: string,
  passages: RetrievedPassage[],
  weights = sentenceWeightsOf({ sentenceCover: 5 }, { sentenceCover: 4, bias: -2 }),
) {
  const reader = new SentenceReader(embedder, background, weights);
  return reader.read({ text: question, vector: await embedder.embed(question) }, passages, 'live');
}

describe('SentenceReader', () => {
  it('chooses the sentence with the best evidence and quotes it word for word', async () => {
    const [best, ...others] = await read('Which dish is vegetarian?', [
      passage(1, 10, 'Lunch is at noon. '),
      passage(2, 20, '😀 Hello there.  The vegetarian dish is at counter 2. A meal is cheap.', 100),
    ]);
    expect(best).toMatchObject({
      trainDataId: 20,
      answer: 'The vegetarian dish is at counter 2.',
      quote: 'The vegetarian dish is at counter 2.',
      start: 116,
    });
    expect(others).toHaveLength(3);
    expect(best?.confidence).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
    expect(others.every(({ confidence }) => confidence < (best?.confidence ?? 0))).toBe(true);
  });

  it('reads a sentence of two overlapping windows once', async () => {
    const found = await read('printer', [passage(1, 10, 'One. The printer.'), passage(2, 10, 'The printer. Two.', 5)]);
    expect(found.map(({ quote }) => quote)).toEqual(['The printer.', 'One.', 'Two.']);
  });

  it('embeds a sentence once, however often it is read', async () => {
    const reader = new SentenceReader(embedder, background, sentenceWeightsOf({}, {}));
    const question = { text: 'printer', vector: await embedder.embed('printer') };
    embedder.embedded.length = 0;
    await reader.read(question, [passage(1, 10, 'The printer.')], 'live');
    await reader.read(question, [passage(1, 10, 'The printer.')], 'live');
    expect(embedder.embedded).toEqual(['The printer.']);
  });

  it('embeds only the likeliest sentences of many', async () => {
    const reader = new SentenceReader(embedder, background, sentenceWeightsOf({ sentenceCover: 5 }, {}), 2);
    const question = { text: 'red printer', vector: await embedder.embed('red printer') };
    embedder.embedded.length = 0;
    const found = await reader.read(
      question,
      [passage(1, 10, 'A dog. The printer. A cat. The red printer. A bird.')],
      'live',
    );
    expect(embedder.embedded).toEqual(['The red printer.', 'The printer.']);
    expect(found.map(({ quote }) => quote)).toEqual(['The red printer.', 'The printer.']);
  });

  it('finds nothing in passages without a sentence', async () => {
    expect(await read('printer', [])).toEqual([]);
    expect(await read('printer', [passage(1, 10, ' \n ')])).toEqual([]);
  });

  it('is surer with a lead over the best sentence of another text, not of the same text', async () => {
    const weights = sentenceWeightsOf({ sentenceCover: 5 }, {}, 2);
    const rivalled = await read('blue door', [passage(1, 10, 'A blue door.'), passage(2, 20, 'A blue door!')], weights);
    const leading = await read('blue door', [passage(1, 10, 'A blue door.'), passage(2, 20, 'No.')], weights);
    const alone = await read('blue door', [passage(1, 10, 'A blue door. A blue door!')], weights);
    expect(rivalled[0]?.confidence).toBe(0.5);
    expect(alone[0]?.confidence).toBe(0.5);
    expect(leading[0]?.confidence).toBeGreaterThan(0.8);
  });
});

describe('leadOf', () => {
  it('saturates and says nothing without a rival', () => {
    expect(leadOf(3, undefined)).toBe(0);
    expect(leadOf(3, 2)).toBe(0.5);
    expect(leadOf(2, 3)).toBe(-0.5);
    expect(leadOf(1e9, 0)).toBeCloseTo(1, 6);
  });
});
