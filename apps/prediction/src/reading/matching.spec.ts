import { describe, expect, it } from 'vitest';
import { Background } from './background.js';
import { credit, termsOf, withinEdits } from './matching.js';
import { contentWords, readWords } from './words.js';

const background = new Background({ about: '', documents: 1000, counts: { thre: 900, print: 20, password: 30 } });

function credits(question: string, text: string): number[] {
  const words = readWords(question);
  return termsOf(words, contentWords(words), background).map((term) => credit(term, readWords(text), background));
}

describe('credit', () => {
  it.each([
    ['wifi', 'The Wi-Fi password', [1]],
    ['wi fi', 'the wifi password', [1, 1]],
    ['wi-fi', 'the wi fi password', [1, 1]],
    ['passwords', 'the password', [1]],
    ['printing', 'the printer', [0.7]],
    ['pasword', 'the password', [0.8]],
    ['passwrod', 'the password', [0.8]],
    ['three', 'over there', [0]],
    ['parking', 'the password', [0]],
  ])('%j in %j', (question, text, expected) => {
    expect(credits(question, text)).toEqual(expected);
  });
});

describe('termsOf', () => {
  it('weighs a rare word more than a common one', () => {
    const words = readWords('three gutenbergs');
    const [common, rare] = termsOf(words, contentWords(words), background);
    expect(rare?.weight).toBe(1);
    expect(common?.weight).toBeLessThan(0.1);
  });
});

describe('withinEdits', () => {
  it.each([
    ['abcde', 'abcde', 0, true],
    ['abcde', 'abdce', 1, true],
    ['abcde', 'abcdef', 1, true],
    ['abcde', 'xbcdy', 1, false],
    ['abcde', 'abcdefgh', 2, false],
  ])('%s %s within %i: %s', (a, b, limit, expected) => {
    expect(withinEdits(a, b, limit)).toBe(expected);
  });
});
