import { describe, expect, it } from 'vitest';
import type { RankedPassage } from '../retrieval/passage.js';
import { sentencesOf } from '../testing/version-fixture.js';
import { Background } from './background.js';
import { EVIDENCE, measureSpans, questionEvidence, wideEvidence } from './evidence.js';
import type { PassageReading } from './reader-model.js';
import type { Span } from './spans.js';

const background = new Background({ about: '', documents: 1000, counts: { room: 500 } });

function passage(text: string, start: number, given: Partial<RankedPassage> = {}): RankedPassage {
  const sentences = sentencesOf(text).map((range) => ({ start: range.start + start, end: range.end + start }));
  const vector = new Float32Array([0.6, 0.8]);
  return {
    id: 1,
    trainDataId: 1,
    text,
    start,
    sentences,
    vector,
    vectorRank: 1,
    wordRank: 2,
    fused: 0.03,
    share: 0.4,
    ...given,
  };
}

/** Evidence of the span `said` in its sentence. */
function measure(
  question: string,
  found: RankedPassage,
  said: string,
  others: { reading?: Partial<PassageReading>; passages?: number; position?: number; read?: RankedPassage[] } = {},
) {
  const at = found.start + found.text.indexOf(said);
  const range = { start: at, end: at + said.length };
  const quote = found.sentences.find(({ start, end }) => start <= at && end > at) ?? range;
  const span: Span = { first: 0, last: 0, range, quote, score: 8, certainty: 0.7 };
  const reading = { pieces: [], starts: new Float32Array(), ends: new Float32Array(), none: 3, answerable: 2 };
  const asked = { text: question, vector: new Float32Array([1, 0]) };
  const known = questionEvidence(asked, others.read ?? [found], others.passages ?? 100, background);
  const [evidence] = measureSpans(
    known,
    found,
    others.position ?? 0,
    { ...reading, ...others.reading },
    [span],
    background,
  );
  if (!evidence) throw new Error('nothing was measured');
  return evidence;
}

const LUNCH = passage('Welcome. Lunch is at noon in the canteen.', 40);

describe('measureSpans', () => {
  it('measures what the reader says', () => {
    const evidence = measure('When is lunch?', LUNCH, 'noon');
    expect(evidence).toMatchObject({ margin: 0.5, answerable: 0.2, certainty: 0.7 });
    expect(evidence.marginChance).toBeCloseTo(1 / (1 + Math.exp(-5)));
    expect(evidence.answerableChance).toBeCloseTo(1 / (1 + Math.exp(-2)));
    expect(measure('When is lunch?', LUNCH, 'noon', { reading: { none: -1000, answerable: 1000 } })).toMatchObject({
      margin: 2,
      answerable: 2,
    });
  });

  it('measures the window and the sentence against the question', () => {
    const inside = measure('Where is the lunch canteen?', LUNCH, 'noon');
    expect(inside).toMatchObject({ passageCover: 1, sentenceCover: 1, rarestMissing: 0 });
    const beside = measure('Where is the lunch canteen?', LUNCH, 'Welcome');
    expect(beside).toMatchObject({ passageCover: 1, sentenceCover: 0 });
    const missing = measure('Where is the vegetarian lunch?', LUNCH, 'noon');
    expect(missing.rarestMissing).toBeCloseTo(1);
  });

  it('measures the answer against what is asked for', () => {
    expect(measure('When is lunch?', LUNCH, 'noon')).toMatchObject({ expectedPresent: 1, expectedMissing: 0, echo: 0 });
    expect(measure('When is lunch?', LUNCH, 'Lunch')).toMatchObject({
      expectedPresent: 0,
      expectedMissing: 1,
      echo: 1,
    });
    expect(measure('What is lunch?', LUNCH, 'Lunch')).toMatchObject({ expectedPresent: 0, expectedMissing: 0 });
    expect(measure('When?', LUNCH, 'at noon in the canteen').length).toBeCloseTo(0.5);
  });

  it('measures how it was found, beside the others that are read', () => {
    const nearer = passage('Another.', 0, { vector: new Float32Array([1, 0]), wordScore: 8 });
    const found = { ...LUNCH, wordScore: 2 };
    const evidence = measure('When is lunch?', found, 'noon', { read: [nearer, found], position: 1 });
    expect(evidence).toMatchObject({ wordShare: 0.25, retrievalRank: 0.5, foundTwice: 1, passageShare: 0.4 });
    expect(evidence.passageCosine).toBeCloseTo(0.6);
    expect(evidence.cosineGap).toBeCloseTo(-0.4);
    expect(measure('When is lunch?', { ...found, wordRank: undefined }, 'noon').foundTwice).toBe(0);
  });

  it('knows a vague question in a large collection from a precise one', () => {
    const vague = measure('What is it?', LUNCH, 'noon', { passages: 10_000 });
    expect(vague).toMatchObject({ specificity: 0, rarest: 0, collection: 1, vagueInMany: 1 });
    const precise = measure('Which vegetarian canteen serves lasagne?', LUNCH, 'noon', { passages: 10_000 });
    expect(precise.vagueInMany).toBeLessThan(0.4);
    expect(measure('What is it?', LUNCH, 'noon', { passages: 1 }).vagueInMany).toBe(0);
  });

  it('takes the window to be all that the reader can see, until it was read once more', () => {
    const evidence = measure('When is lunch?', passage('Lunch is at noon.', 0), 'noon');
    expect(evidence.wideMargin).toBe(evidence.margin);
    expect(evidence.wideAnswerable).toBe(evidence.answerable);
    expect(evidence.wideAnswerableChance).toBe(evidence.answerableChance);
    expect(evidence.wideCertainty).toBe(evidence.certainty);
  });

  it('stays between -2 and 2', () => {
    const evidence = measure('', passage('.', 0), '.', {
      reading: { none: 1e9, answerable: -1e9 },
      passages: 1_000_000,
    });
    for (const name of EVIDENCE) expect(Math.abs(evidence[name]), name).toBeLessThanOrEqual(2);
  });
});

describe('wideEvidence', () => {
  const view = { text: 'It is at noon.', start: 100, sentences: [{ start: 100, end: 114 }] };
  const pieces = Array.from(view.text).map((_, start) => ({ start, end: start + 1 }));
  const logits = (at: number) => Float32Array.from(pieces, (_, i) => (i === at ? 6 : 0));
  /** «noon» begins at 9 and ends with 12. */
  const reading = { pieces, starts: logits(9), ends: logits(12), none: 2, answerable: 3 };

  it('is what the reader says of the place', () => {
    const noon = wideEvidence(reading, view, { start: 109, end: 113 });
    expect(noon?.wideMargin).toBeCloseTo(1);
    expect(noon?.wideAnswerable).toBeCloseTo(0.3);
    expect(noon?.wideAnswerableChance).toBeCloseTo(0.953, 3);
    expect(noon?.wideCertainty).toBeGreaterThan(0.9);
    expect(wideEvidence(reading, view, { start: 100, end: 102 })).toMatchObject({ wideMargin: -0.2 });
  });

  it('is nothing where the reader did not read that far', () => {
    expect(wideEvidence(reading, view, { start: 114, end: 120 })).toBeUndefined();
  });
});
