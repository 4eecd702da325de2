import { describe, expect, it } from 'vitest';
import { Background } from '../reading/background.js';
import { sentencesOf } from '../testing/version-fixture.js';
import type { RetrievedPassage } from './passage.js';
import { PassageRanker, RANKING, type RankerWeights } from './passage-ranker.js';

const background = new Background({ about: '', documents: 1000, counts: { door: 100 } });
const QUESTION = new Float32Array([1, 0]);

function passage(id: number, text: string, given: Partial<RetrievedPassage> = {}): RetrievedPassage {
  const vector = new Float32Array([0, 1]);
  const ranks = { vectorRank: undefined, wordRank: undefined, fused: 0 };
  return { id, trainDataId: id, text, start: 0, sentences: sentencesOf(text), vector, ...ranks, ...given };
}

function rankerBy(weights: Partial<RankerWeights['rank']>): PassageRanker {
  const none = Object.fromEntries(RANKING.map((name) => [name, 0])) as RankerWeights['rank'];
  return new PassageRanker(background, { about: 'made for a test', rank: { ...none, ...weights } });
}

const order = (weights: Partial<RankerWeights['rank']>, question: string, passages: RetrievedPassage[]) =>
  rankerBy(weights)
    .rank(question, QUESTION, passages)
    .map(({ id }) => id);

describe('PassageRanker', () => {
  it('puts what means the same first', () => {
    const near = passage(2, 'b', { vector: new Float32Array([0.8, 0.6]), vectorRank: 2 });
    expect(order({ cosine: 1 }, 'x', [passage(1, 'a'), near])).toEqual([2, 1]);
  });

  it('puts what has the rare words of the question first', () => {
    const passages = [passage(1, 'A door.'), passage(2, 'A turnstile.'), passage(3, 'A turnstile door.')];
    expect(order({ cover: 1 }, 'Which turnstile door?', passages)).toEqual([3, 2, 1]);
    expect(order({ rarestMissing: -1 }, 'Which turnstile door?', passages)).toEqual([3, 2, 1]);
  });

  it('knows passages of other versions, whose ids are the same, by their words', () => {
    const ranker = rankerBy({ cover: 1 });
    const first = (...texts: string[]) =>
      ranker.rank(
        'Which turnstile?',
        QUESTION,
        texts.map((text, i) => passage(i + 1, text)),
      )[0]?.text;
    expect(first('A turnstile.', 'A door.')).toBe('A turnstile.');
    expect(first('A door.', 'A turnstile.')).toBe('A turnstile.');
  });

  it('puts words that stand together as in the question first', () => {
    const passages = [passage(1, 'The code of the garage.'), passage(2, 'The garage code.')];
    expect(order({ pairs: 1 }, 'garage code?', passages)).toEqual([2, 1]);
  });

  it('puts what has the kind of thing that is asked for first', () => {
    expect(
      order({ expected: 1 }, 'When is lunch?', [passage(1, 'Lunch is good.'), passage(2, 'Lunch is at noon.')]),
    ).toEqual([2, 1]);
  });

  it('measures both searches, and what one of them missed', () => {
    const [both, meaning] = rankerBy({}).measure('x', QUESTION, [
      passage(1, 'a', { vectorRank: 3, wordRank: 1, wordScore: 8, fused: 0.03 }),
      passage(2, 'b', { vectorRank: 1, fused: 0.016 }),
    ]);
    expect(both).toMatchObject({
      wordShare: 1,
      wordRank: 0.5,
      meaningRank: 0.25,
      missedByWords: 0,
      missedByMeaning: 0,
    });
    expect(both?.fused).toBeCloseTo(0.9);
    expect(meaning).toMatchObject({ wordShare: 0, wordScore: 0, wordRank: 0, meaningRank: 0.5, missedByWords: 1 });
  });

  it('keeps every passage, and the order of equals', () => {
    expect(order({}, 'x', [passage(3, 'c'), passage(1, 'a'), passage(2, 'b')])).toEqual([3, 1, 2]);
    expect(order({}, '', [])).toEqual([]);
  });
});
