import { describe, expect, it } from 'vitest';
import { Bm25 } from './bm25.js';

const sentences = [
  'The printer is on the second floor.',
  'Lunch is at noon.',
  'The printer of the second floor has no paper, and nobody knows where the paper for it is.',
  'Parking costs 15 euros.',
].map((text, i) => ({ trainDataId: i + 1, text }));
const bm25 = new Bm25(sentences);

describe('Bm25', () => {
  it('finds the sentence with the question’s words, in any form', () => {
    expect(bm25.best('How much does it cost to park?')?.sentence.trainDataId).toBe(4);
  });

  it('prefers the shorter of two with the same words', () => {
    expect(bm25.best('On which floor is the printer?')?.sentence.trainDataId).toBe(1);
  });

  it('prefers the rarer word', () => {
    expect(bm25.best('printer lunch')?.sentence.trainDataId).toBe(2);
  });

  it('has nothing to say without a common word', () => {
    expect(bm25.best('Who won?')).toBeUndefined();
  });

  it('scores as the formula says', () => {
    const one = new Bm25([{ trainDataId: 1, text: 'noon' }]);
    // idf = ln(1 + 0.5 / 1.5); count and length are 1, so the rest is 1.
    expect(one.best('noon')?.score).toBeCloseTo(Math.log(1 + 0.5 / 1.5));
  });
});
