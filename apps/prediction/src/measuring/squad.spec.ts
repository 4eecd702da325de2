import { describe, expect, it } from 'vitest';
import { bestF1, containsAnswer, exactMatch, normalise } from './squad.js';

describe('normalise', () => {
  it.each([
    ['The  Quick, brown\nfox!', 'quick brown fox'],
    ['A cat and an owl', 'cat and owl'],
    ['the U.S.S.R.', 'ussr'],
    ['well-known', 'wellknown'],
    ['Theatre, another, aéro, à la carte', 'theatre another aéro à la carte'],
    ['$5,000', '5000'],
    // As the original does: only ASCII punctuation goes.
    ['“so”', '“so”'],
    ['The', ''],
  ])('%j is %j', (text, expected) => {
    expect(normalise(text)).toBe(expected);
  });
});

describe('exactMatch', () => {
  it('takes any annotator, and nothing less than the whole', () => {
    expect(exactMatch('the U.S.S.R', ['Russia', 'USSR.'])).toBe(true);
    expect(exactMatch('in the USSR', ['USSR'])).toBe(false);
    expect(exactMatch('', ['USSR'])).toBe(false);
  });
});

describe('bestF1', () => {
  it('is the harmonic mean of precision and recall over words', () => {
    // 2 of 4 words are right, 2 of 3 are found.
    expect(bestF1('in Paris last May', ['May Paris France'])).toBeCloseTo((2 * (2 / 4) * (2 / 3)) / (2 / 4 + 2 / 3));
  });

  it('counts a repeated word as often as both have it', () => {
    expect(bestF1('no no no', ['no no'])).toBeCloseTo(0.8);
  });

  it('takes the annotator that fits best', () => {
    expect(bestF1('noon', ['at half past twelve', 'noon'])).toBe(1);
  });

  it('is 0 without a common word, and for an empty answer', () => {
    expect(bestF1('noon', ['midnight'])).toBe(0);
    expect(bestF1('', ['midnight'])).toBe(0);
    expect(bestF1('the', ['midnight'])).toBe(0);
  });
});

describe('containsAnswer', () => {
  it('finds the words of an answer in a row', () => {
    expect(containsAnswer('Lunch is at the noon bell.', ['noon bell'])).toBe(true);
    expect(containsAnswer('The bell rings at noon.', ['noon bell'])).toBe(false);
  });

  it('finds whole words only', () => {
    expect(containsAnswer('They came together afternoon.', ['noon', 'to get'])).toBe(false);
  });

  it('compares as written what normalising leaves nothing of', () => {
    expect(containsAnswer('The end?!', ['?!'])).toBe(true);
    expect(containsAnswer('An end.', ['?!'])).toBe(false);
  });
});
