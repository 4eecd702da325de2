import { describe, expect, it } from 'vitest';
import { MOST_PAIRS, readPairs } from './pairs.js';

const pair = (question: string, answer: string) => ({ question, answer });
const gym = pair('When does the gym open?', 'At 8 am.');
const code = pair('What is the door code?', '4711');

function refusal(text: string): { code: string; message: string } {
  try {
    readPairs(text);
  } catch (error) {
    return error as { code: string; message: string };
  }
  return { code: 'none', message: '' };
}

describe('readPairs', () => {
  it.each([
    ['Q: When does the gym open? A: At 8 am.', [gym]],
    ['q: When does the gym open? a: At 8 am.', [gym]],
    ['Q: When does the gym open?\nA: At 8 am.', [gym]],
    ['Q:When does the gym open?\nA:At 8 am.', [gym]],
    ['QUESTION:  When does\n  the gym open?\n\n  Answer :\nAt 8 am.', [gym]],
    ['Question: When does the gym open? Answer: At 8 am.', [gym]],
    ['Q：When does the gym open？\nA：At 8 am.', [pair('When does the gym open？', 'At 8 am.')]],
    ['Q: opening hours A: 8 to 10', [pair('opening hours', '8 to 10')]],
    ['Q: Who?\nA: Bob,\nand\n\nMia.', [pair('Who?', 'Bob,\nand\n\nMia.')]],
    ['Q: When does the gym open?\nA: At 8 am.\n\nQ: What is the door code?\nA: 4711', [gym, code]],
    ['Q1: When does the gym open?\nA1: At 8 am.\nQ2: What is the door code?\nA2: 4711', [gym, code]],
    ['Q: When does the gym open? A: At 8 am. Q: What is the door code? A: 4711', [gym, code]],
    ['Q: When does the gym open? A: At 8 am. Q: What is the door code?\nA: 4711', [gym, code]],
    ['Q: Is vitamin A: good or bad? A: Good.', [pair('Is vitamin A: good or bad?', 'Good.')]],
    ['Q: Plan a: or plan b:\nA: Plan a: of course.', [pair('Plan a: or plan b:', 'Plan a: of course.')]],
    ['Q: What is on the form? A: Name, and question: why?', [pair('What is on the form?', 'Name, and question: why?')]],
    ['Q: Ratio? A: A 3:1 mix.', [pair('Ratio?', 'A 3:1 mix.')]],
  ])('%j', (text, expected) => {
    expect(readPairs(text)).toEqual(expected);
  });

  it.each([
    'The gym opens at 8 am.',
    'Queue: the line at the counter. A: no.',
    'Quick question: when? A: now',
    'A: At 8 am.',
    'FAQ: see below\nQ: When?\nA: Now.',
    'Q is a letter. A: another.',
  ])('%j is a plain text', (text) => {
    expect(readPairs(text)).toBeUndefined();
  });

  it.each([
    ['Q: When does the gym open?', 'PAIR_INCOMPLETE', /^The answer is missing: write it after «A:»/u],
    ['Q: When does the gym open?\nA:', 'PAIR_INCOMPLETE', /^The answer is missing/u],
    ['Q: When does the gym open? A:  ', 'PAIR_INCOMPLETE', /^The answer is missing/u],
    ['Q:\nA: At 8 am.', 'PAIR_INCOMPLETE', /^The question is empty/u],
    [
      'Q: One?\nA: 1\nQ: Two?\nQ: Three?\nA: 3',
      'PAIR_INCOMPLETE',
      /^Pair 2 of 3: The answer is missing.* Nothing of this message was taken\.$/u,
    ],
    [`Q: ${'x'.repeat(2001)}\nA: y`, 'QUESTION_TOO_LONG', /2,000 characters/u],
    [
      Array.from({ length: MOST_PAIRS + 1 }, (_, i) => `Q: ${i}?\nA: ${i}`).join('\n'),
      'TOO_LARGE',
      /at most 50 pairs/u,
    ],
  ])('%# is refused: %.40j', (text, error, sentence) => {
    expect(refusal(text).code).toBe(error);
    expect(refusal(text).message).toMatch(sentence);
  });

  it('reads the longest message in no time', () => {
    const started = performance.now();
    for (const unit of ['Q: ? A: ', 'q ', '\n ', 'a: q: ', '? ', '?"\'\t']) {
      refusal(`Q: ${unit.repeat((64 * 1024) / unit.length)}`);
    }
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
