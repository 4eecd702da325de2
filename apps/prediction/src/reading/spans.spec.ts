import { describe, expect, it } from 'vitest';
import { codePointCount, sliceCodePoints } from '../retrieval/code-points.js';
import type { Passage } from '../retrieval/passage.js';
import { sentencesOf } from '../testing/version-fixture.js';
import type { PassageReading } from './reader-model.js';
import { bestSpans, LONGEST_ANSWER, trimAnswer } from './spans.js';

/** A passage that begins at `start` of its taught text. */
function passageOf(text: string, start = 0): Passage {
  const sentences = sentencesOf(text).map((range) => ({ start: range.start + start, end: range.end + start }));
  return { id: 1, trainDataId: 1, text, start, sentences, vector: new Float32Array(4) };
}

/** Pieces are words and marks; each number of `scores` is the logit of a piece as start (`s`) or end (`e`). */
function readingOf(text: string, scores: Record<string, number>): PassageReading {
  const characters = Array.from(text);
  const pieces: { start: number; end: number; text: string }[] = [];
  characters.forEach((character, at) => {
    if (/\s/u.test(character)) return;
    const last = pieces.at(-1);
    const joins = last?.end === at && /[\p{L}\p{N}]/u.test(character) && /[\p{L}\p{N}]$/u.test(last.text);
    if (joins) pieces[pieces.length - 1] = { start: last.start, end: at + 1, text: last.text + character };
    else pieces.push({ start: at, end: at + 1, text: character });
  });
  const logits = (side: string) => Float32Array.from(pieces, (piece) => scores[`${side}:${piece.text}`] ?? 0);
  return { pieces, starts: logits('s'), ends: logits('e'), none: 1, answerable: 0 };
}

function read(text: string, scores: Record<string, number>, start = 0, limit = 3) {
  return bestSpans(readingOf(text, scores), passageOf(text, start), limit).map((span) => ({
    answer: sliceCodePoints(text, span.range.start - start, span.range.end - start),
    quote: sliceCodePoints(text, span.quote.start - start, span.quote.end - start),
    score: span.score,
    certainty: span.certainty,
  }));
}

describe('bestSpans', () => {
  const OFFICE = '😀 Lunch is at noon. The guest password is sunflower-42, ask Maria. Bye.';

  it('gives the best span of each sentence with its sentence, best first', () => {
    const scores = { 's:sunflower': 5, 'e:42': 4, 's:noon': 3, 'e:noon': 3 };
    const found = read(OFFICE, scores, 1000);
    expect(found.map(({ answer, quote }) => [answer, quote])).toEqual([
      ['sunflower-42', 'The guest password is sunflower-42, ask Maria.'],
      // From «noon» on to the end of the password: an answer may cross sentences.
      [
        'noon. The guest password is sunflower-42',
        '😀 Lunch is at noon. The guest password is sunflower-42, ask Maria.',
      ],
      ['noon', '😀 Lunch is at noon.'],
    ]);
    expect(found.map(({ score }) => score)).toEqual([9, 7, 6]);
  });

  it.each([
    ['The password is sunflower-42, ask Maria.', '42', '42', 'sunflower-42'],
    ['Parts: B-12 and «x_7».', 'B', 'B', 'B-12'],
    ['Write to ann.lee@club.org.', 'ann', 'ann', 'ann.lee@club.org'],
    ['See https://club.org/map (new).', 'club', 'org', 'https://club.org/map'],
    ['It is a 10-year plan.', '10', '10', '10'],
    ['Ask Smith-Jones at 8:30-18:00.', '8', '30', '8:30'],
  ])('of «%s» never says half of a code', (text, first, last, answer) => {
    expect(read(text, { [`s:${first}`]: 5, [`e:${last}`]: 5 })[0]?.answer).toBe(answer);
  });

  it('never ends before it starts', () => {
    const [best] = read('Maria gave Tom a key', { 's:key': 5, 'e:Maria': 5 });
    expect(best?.score).toBe(5);
  });

  it('is at most so many pieces long', () => {
    const words = Array.from({ length: 60 }, (_, i) => `w${i}`);
    const [best] = read(words.join(' '), { 's:w0': 9, 'e:w59': 9, 'e:w29': 1 });
    expect(best?.answer.split(' ')).toHaveLength(LONGEST_ANSWER);
  });

  it('says how sure it is of the place', () => {
    const [sure] = read(OFFICE, { 's:noon': 20, 'e:noon': 20 });
    const [torn] = read(OFFICE, { 's:noon': 20, 'e:noon': 20, 's:Maria': 20 });
    expect(sure?.certainty).toBeCloseTo(1, 4);
    expect(torn?.certainty).toBeCloseTo(0.5, 4);
  });

  it('says whole words', () => {
    const text = 'The opening hours';
    const reading = {
      ...readingOf(text, {}),
      pieces: [{ start: 6, end: 8 }],
      starts: new Float32Array(1),
      ends: new Float32Array(1),
    };
    const [span] = bestSpans(reading, passageOf(text), 1);
    expect(sliceCodePoints(text, span?.range.start ?? 0, span?.range.end ?? 0)).toBe('opening');
  });

  it('finds nothing in a passage without pieces', () => {
    expect(read('', {})).toEqual([]);
  });
});

describe('trimAnswer', () => {
  it.each([
    ['sunflower-42.', 'sunflower-42'],
    [', at noon,', 'at noon'],
    ['- Monday', 'Monday'],
    ['• the red one;', 'the red one'],
    ['2) Press the button', 'Press the button'],
    ['-5 °C', '-5 °C'],
    ['.5 mm', '.5 mm'],
    ['8 p.m.', '8 p.m.'],
    ['the U.S.', 'the U.S.'],
    ['(room 3', 'room 3'],
    ['room 3)', 'room 3'],
    ['(555) 1234', '(555) 1234'],
    ['the lift (floor 2)', 'the lift (floor 2)'],
    ['“Gutenberg”.', 'Gutenberg'],
    ['a 6"', 'a 6"'],
    ['100%', '100%'],
    ['$5.', '$5'],
    ['…', ''],
  ])('%j is %j', (text, expected) => {
    const { text: found, before, after } = trimAnswer(text);
    expect(found).toBe(expected);
    expect(sliceCodePoints(text, before, codePointCount(text) - after)).toBe(expected);
  });
});
