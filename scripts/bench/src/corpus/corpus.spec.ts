import { describe, expect, it } from 'vitest';
import { makeCorpus } from './corpus.js';

const example = (n: number, words: number) => ({
  domain: 'office',
  context: `Text ${n}. ${'word '.repeat(words)}`.trim(),
  question: `What is in text ${n}?`,
  answers: [{ text: 'Text', start: 0 }],
});

describe('makeCorpus', () => {
  it('takes as many texts as the passages need, and asks only what they answer', () => {
    const examples = Array.from({ length: 50 }, (_, n) => example(n, 122));
    const corpus = makeCorpus(examples, 20, 5);
    expect(corpus.texts).toHaveLength(10);
    expect(corpus.source).toBe('10 real texts');
    const taught = examples.filter(({ context }) => corpus.texts.includes(context)).map(({ question }) => question);
    expect(taught).toEqual(expect.arrayContaining([...corpus.questions]));
    expect(new Set(corpus.questions).size).toBe(5);
  });

  it('tops up with generated texts and questions, each different and the same every time', () => {
    const corpus = makeCorpus([example(1, 20)], 30, 10);
    expect(corpus.source).toBe('1 real texts and 29 generated texts');
    expect(new Set(corpus.texts).size).toBe(30);
    expect(new Set(corpus.questions).size).toBe(10);
    expect(makeCorpus([example(1, 20)], 30, 10)).toEqual(corpus);
  });
});
