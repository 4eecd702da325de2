import type { AnswerForm, SubmitAnswer } from '@personal-assistant/contracts';
import { describe, expect, it } from 'vitest';
import { withSources } from './answer-sources.js';

const answer = (form: AnswerForm | undefined, said: (string | undefined)[]): SubmitAnswer => ({
  modelId: 1,
  abstained: false,
  form,
  text: 'as submitted',
  confidence: 0.9,
  ms: 1,
  sources: said.map((words, i) => ({ trainDataId: i, quote: `q${i}`, start: 0, answer: words })),
});
const without = (whole: SubmitAnswer, ...gone: number[]) =>
  withSources(
    whole,
    whole.sources.filter(({ trainDataId }) => !gone.includes(trainDataId)),
  );

describe('an answer whose sources were partly withdrawn', () => {
  it('stays as it is with all of them, and is none without any', () => {
    const whole = answer('ANSWER', ['8', '8:00']);
    expect(without(whole)).toBe(whole);
    expect(without(whole, 0, 1)).toBeUndefined();
  });

  it.each<[string, AnswerForm | undefined, string[], number[], AnswerForm, string]>([
    ['agreement is said in the words that are left', undefined, ['8 am', '8:00'], [0], 'ANSWER', '8:00'],
    ['a list loses an item', 'LIST', ['Mon', 'Wed', 'Fri'], [1], 'LIST', 'Mon, Fri'],
    ['a list of one is an answer', 'LIST', ['Mon', 'Wed'], [1], 'ANSWER', 'Mon'],
    ['a contradiction that was withdrawn is none', 'CONTRADICTION', ['9', '8'], [1], 'ANSWER', '9'],
    [
      'two sides are left of three',
      'CONTRADICTION',
      ['9', '8', '7'],
      [0],
      'CONTRADICTION',
      'I was taught different things: 8 (the newest), but also 7.',
    ],
    ['a statement stays one', 'STATEMENT', ['A.', 'B.'], [1], 'STATEMENT', 'A.'],
  ])('%s', (_, form, said, gone, left, text) => {
    expect(without(answer(form, said), ...gone)).toMatchObject({ form: left, text });
  });

  it('is none when it stood on all of them together', () => {
    expect(without(answer('ANSWER', [undefined, undefined]), 1)).toBeUndefined();
  });
});
