import type { Example } from '@personal-assistant/measuring';
import { describe, expect, it } from 'vitest';
import { generatedAnswer, generatedQuestion, generatedText } from '../corpus/generated.js';
import { textsOf } from './train-corpus.js';

const example = (domain: string, text: number, n: number): Example => ({
  domain,
  context: `${domain} ${text}`,
  question: `question ${n} about ${domain} ${text}`,
  answers: [
    { text: 'this', start: 0 },
    { text: 'that', start: 0 },
  ],
});

describe('the texts that both learn', () => {
  it('come from all domains in turn, each with two questions at most', () => {
    const examples = [1, 2, 3].flatMap((text) => [1, 2, 3].map((n) => example('a', text, n)));
    const texts = textsOf([...examples, example('b', 1, 1)], 3);
    expect(texts.map(({ text }) => text)).toEqual(['a 1', 'b 1', 'a 2']);
    expect(texts.map(({ questions }) => questions.length)).toEqual([2, 1, 2]);
    expect(texts[0]?.questions[0]).toEqual({ question: 'question 1 about a 1', answers: ['this', 'that'] });
  });

  it('are generated with answers that stand in them', () => {
    for (let n = 1; n <= 20; n++) {
      expect(generatedText(n)).toContain(generatedAnswer(n));
      expect(generatedAnswer(n)).toMatch(/^\d+:00$/u);
      expect(generatedQuestion(n)).toMatch(/\?$/u);
    }
  });
});
