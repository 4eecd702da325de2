import { describe, expect, it } from 'vitest';
import type { RankedPassage, TextWindows } from '../retrieval/passage.js';
import { FakePassageReader, type Seen } from '../testing/fake-passage-reader.js';
import { judgementOf } from '../testing/judgement.js';
import { sentencesOf } from '../testing/version-fixture.js';
import { Background } from './background.js';
import { SpanReader } from './span-reader.js';

const background = new Background({ about: '', documents: 1000, counts: {} });
const BY_READER = judgementOf({ margin: 5, answerable: 5 }, { margin: 5, answerable: 5 });

/** A passage that begins at `start` of its taught text. */
function passage(id: number, trainDataId: number, text: string, start = 0): RankedPassage {
  const sentences = sentencesOf(text).map((range) => ({ start: range.start + start, end: range.end + start }));
  const vector = new Float32Array(4);
  return { id, trainDataId, text, start, sentences, vector, vectorRank: id, wordRank: undefined, fused: 0, share: 0.5 };
}

function read(
  passages: RankedPassage[],
  seen: Record<string, Seen>,
  judgement = BY_READER,
  question = 'When is lunch?',
) {
  const model = new FakePassageReader(seen);
  const reader = new SpanReader(model, background, judgement, 10);
  return reader.read({ text: question, vector: new Float32Array(4) }, passages, 'live');
}

describe('SpanReader', () => {
  const LUNCH = passage(1, 10, '😀 Welcome!  Lunch is at noon, in the canteen. Bye.', 100);

  it('answers with the span, quotes its sentence word for word and says where that stands', async () => {
    const [best] = await read([LUNCH], { Lunch: { answer: 'noon,', logit: 6, answerable: 4 } });
    expect(best).toMatchObject({
      trainDataId: 10,
      answer: 'noon',
      quote: 'Lunch is at noon, in the canteen.',
      start: 112,
    });
    expect(best?.confidence).toBeGreaterThan(0.9);
  });

  it('chooses the passage that answers', async () => {
    const found = await read([LUNCH, passage(2, 20, 'Dinner is at six.'), passage(3, 30, 'The lift is new.')], {
      Lunch: { answer: 'noon', logit: 3, answerable: -2 },
      Dinner: { answer: 'six', logit: 5, answerable: 4 },
    });
    expect(found[0]).toMatchObject({ trainDataId: 20, answer: 'six' });
  });

  it('does not answer with a word that names nothing', async () => {
    const treasurer = passage(1, 10, 'Our treasurer is Anna. She has the key.');
    const found = await read(
      [treasurer],
      { treasurer: { answer: 'Our', logit: 8, answerable: 4 } },
      BY_READER,
      'Who is it?',
    );
    expect(found.length).toBeGreaterThan(0);
    for (const { answer } of found) expect(answer).not.toMatch(/^(our|is|she|the)$/i);
    const named = { treasurer: { answer: 'Anna', logit: 8, answerable: 4 } };
    expect((await read([treasurer], named, BY_READER, 'Who is it?'))[0]?.answer).toBe('Anna');
  });

  it('is unsure where no passage answers', async () => {
    const [best] = await read([passage(3, 30, 'The lift is new.')], {});
    expect(best?.confidence).toBeLessThan(0.1);
  });

  it('takes a span of two overlapping windows once, as its better window supports it', async () => {
    const found = await read(
      [passage(1, 10, 'Hi. Lunch is at noon.'), passage(2, 10, 'Lunch is at noon. So long.', 4)],
      {
        Hi: { answer: 'noon', logit: 2, answerable: -4 },
        long: { answer: 'noon', logit: 6, answerable: 4 },
      },
    );
    const noon = found.filter(({ answer }) => answer === 'noon');
    expect(noon).toHaveLength(1);
    expect(noon[0]).toMatchObject({ quote: 'Lunch is at noon.', start: 4 });
    expect(noon[0]?.confidence).toBeGreaterThan(0.9);
  });

  it('gives at most one candidate a sentence, surest first', async () => {
    const found = await read([LUNCH, passage(2, 20, 'Lunch is at one. Or two.')], {
      Welcome: { answer: 'noon', logit: 6, answerable: 4 },
      one: { answer: 'one', logit: 5, answerable: 3 },
    });
    const places = found.map(({ trainDataId, start }) => `${trainDataId}:${start}`);
    expect(new Set(places).size).toBe(places.length);
    const confidences = found.map(({ confidence }) => confidence);
    expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
  });

  it('reads as many passages as it was fitted for', () => {
    const reader = new SpanReader(new FakePassageReader({}), background, judgementOf({}, {}, { passages: 7 }), 10);
    expect(reader.reads).toBe(7);
  });

  it('finds nothing in nothing', async () => {
    expect(await read([], {})).toEqual([]);
    expect(await read([passage(1, 10, '')], {})).toEqual([]);
  });

  it('is surer when another text says the same, less sure when one says otherwise', async () => {
    const weights = judgementOf({ margin: 5 }, { lead: 2, agreement: 2 });
    const noon = { answer: 'noon', logit: 6, answerable: 4 };
    const alone = await read([LUNCH], { Lunch: noon }, weights);
    const agreed = await read([LUNCH, passage(2, 20, 'We eat at noon.')], { Lunch: noon, eat: noon }, weights);
    const rival = { answer: 'one', logit: 5.9, answerable: 4 };
    const rivalled = await read([LUNCH, passage(2, 20, 'We eat at one.')], { Lunch: noon, eat: rival }, weights);
    const led = await read(
      [LUNCH, passage(2, 20, 'We eat at one.')],
      { Lunch: noon, eat: { ...rival, logit: 1 } },
      weights,
    );
    expect(alone[0]?.confidence).toBeCloseTo(0.5, 2);
    expect(agreed[0]?.confidence).toBeGreaterThan(0.8);
    expect(rivalled[0]?.confidence).toBeLessThan(led[0]?.confidence ?? 0);
  });

  describe('with a judgement that reads widely', () => {
    const TEXT = 'We meet in the canteen. Lunch is at noon. Dinner is at six.';
    const [MEETING, LUNCHEON, DINNER] = [
      passage(1, 10, 'We meet in the canteen.'),
      passage(2, 10, 'Lunch is at noon.', 24),
      passage(3, 10, 'Dinner is at six.', 42),
    ] as const;
    const OTHER = passage(4, 20, 'Lunch is at one.');
    const texts: TextWindows = {
      windowsOf: (ids) =>
        Promise.resolve(
          new Map(ids.map((id) => [id, [MEETING, LUNCHEON, DINNER, OTHER].filter((w) => w.trainDataId === id)])),
        ),
    };
    /** Alone nothing speaks for noon; with the canteen in sight it does. */
    const SEEN: Record<string, Seen> = {
      'Lunch is at noon': { answer: 'noon', logit: 1, answerable: -4 },
      'Dinner is at six': { answer: 'six', logit: 0.8, answerable: -4 },
      'canteen. Lunch': { answer: 'noon', logit: 6, answerable: 4 },
      one: { answer: 'one', logit: 0.5, answerable: -4 },
    };
    async function readWidely(passages: RankedPassage[], wide: number, given?: TextWindows) {
      const model = new FakePassageReader(SEEN);
      const weights = judgementOf({ margin: 1, wideMargin: 5 }, { wideAnswerable: 10 }, { wide });
      const reader = new SpanReader(model, background, weights, 10, given);
      const found = await reader.read({ text: 'When is it?', vector: new Float32Array(4) }, passages, 'live');
      return { best: found[0], views: model.asked.slice(passages.length).map(([, view]) => view) };
    }

    it('sees what stands around the likeliest passages', async () => {
      const alone = await readWidely([OTHER, LUNCHEON], 0, texts);
      expect(alone.views).toEqual([]);
      expect(alone.best?.confidence).toBeLessThan(0.1);
      const widely = await readWidely([OTHER, LUNCHEON], 1, texts);
      expect(widely.views).toEqual([TEXT]);
      expect(widely.best).toMatchObject({ answer: 'noon', quote: 'Lunch is at noon.', start: 24 });
      expect(widely.best?.confidence).toBeGreaterThan(0.9);
    });

    it('reads the surroundings once that two passages share', async () => {
      expect((await readWidely([LUNCHEON, DINNER], 2, texts)).views).toEqual([TEXT]);
    });

    it('does not read again what stands alone in its text', async () => {
      const { best, views } = await readWidely([OTHER], 2, texts);
      expect(views).toEqual([]);
      expect(best?.answer).toBe('one');
      expect((await readWidely([LUNCHEON], 2)).views).toEqual([]);
    });
  });
});
