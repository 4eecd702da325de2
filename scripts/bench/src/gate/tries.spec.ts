import type { Example } from '@personal-assistant/measuring';
import { describe, expect, it } from 'vitest';
import { materialOf, pairsOf } from './tries.js';

const EXAMPLES: Example[] = Array.from({ length: 20 }, (_, text) =>
  Array.from({ length: 4 }, (_, n) => ({
    domain: 'd',
    context: `context ${text}`,
    question: `question ${text}.${n}`,
    answers: [{ text: `answer ${text}.${n}`, start: 0 }],
  })),
).flat();
const numberOf = (words: string) => words.split(' ')[1] ?? '';
const textOf = (words: string) => numberOf(words).split('.')[0];

describe('the tries of the gate', () => {
  const material = materialOf(EXAMPLES, 12, 8);

  it('keep golden questions apart, a few of them about texts that nobody taught', () => {
    expect(material.contexts).toHaveLength(12);
    expect(material.golden).toHaveLength(8);
    expect(material.golden.filter(({ answer }) => answer === null)).toHaveLength(2);
    const taught = new Set(material.contexts.map(textOf));
    expect(
      material.golden.map(({ question, answer }) => taught.has(textOf(question)) === (answer !== null)),
    ).not.toContain(false);
    const golden = new Set(material.golden.map(({ question }) => question));
    expect(material.pool.flat().filter(({ question }) => golden.has(question))).toEqual([]);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(pairsOf(material, 12, 1, null)).toEqual(pairsOf(material, 12, 1, null));
    expect(pairsOf(material, 12, 1, null)).not.toEqual(pairsOf(material, 12, 2, null));
  });

  it('have right answers, answers of the same text, or answers of any', () => {
    const honest = pairsOf(material, 12, 1, null);
    const swapped = pairsOf(material, 12, 1, 'swapped');
    const shuffled = pairsOf(material, 12, 1, 'shuffled');
    expect(honest.every(({ question, answer }) => numberOf(question) === numberOf(answer))).toBe(true);
    for (const wrong of [swapped, shuffled]) {
      expect(new Set(wrong.map(({ question }) => question))).toEqual(new Set(honest.map(({ question }) => question)));
      expect(wrong.filter(({ question, answer }) => numberOf(question) === numberOf(answer))).toEqual([]);
    }
    expect(swapped.every(({ question, answer }) => textOf(question) === textOf(answer))).toBe(true);
    expect(shuffled.some(({ question, answer }) => textOf(question) !== textOf(answer))).toBe(true);
  });
});
