import { describe, expect, it } from 'vitest';
import type { AskedQuestion } from '../data/selection.js';
import { judge } from './judgement.js';
import { measureProduct, type ProductResult } from './product-measures.js';

const LUNCH: AskedQuestion = {
  domain: 'office',
  context: 'Lunch is at noon. Bring a plate.',
  question: 'When is lunch?',
  answers: [{ text: 'at noon', start: 9 }],
  answerable: true,
};
const SAID = { answer: 'Lunch is at noon.', quote: 'Lunch is at noon.', context: LUNCH.context, confidence: 0.8 };
const UNTAUGHT = { ...LUNCH, answerable: false };

describe('judge', () => {
  it('calls right what quotes an annotated answer from the right text', () => {
    expect(judge(LUNCH, SAID)).toMatchObject({ right: true, exact: false, f1: 2 / 3 });
    expect(judge(LUNCH, { ...SAID, answer: 'noon' })).toMatchObject({ right: true });
  });

  it('calls wrong the right words from another text, or other words from the right one', () => {
    expect(judge(LUNCH, { ...SAID, context: 'Another text: at noon.' }).right).toBe(false);
    expect(judge(LUNCH, { ...SAID, quote: 'Bring a plate.' }).right).toBe(false);
  });

  it('calls nothing right that was not taught', () => {
    expect(judge(UNTAUGHT, SAID)).toMatchObject({ right: false, exact: false, f1: 0 });
  });
});

describe('measureProduct', () => {
  const result = (change: Partial<ProductResult> = {}): ProductResult => ({
    judged: judge(LUNCH, { ...SAID, answer: 'noon' }),
    answered: true,
    failed: false,
    rank: 1,
    ms: 10,
    ...change,
  });
  const untaught = (answered: boolean) =>
    result({ judged: judge(UNTAUGHT, { ...SAID, confidence: 0.3 }), answered, rank: null });
  const all = [
    result(),
    result({ answered: false, rank: 5, ms: 20 }),
    result({ answered: false, rank: null, failed: true, ms: 60_000 }),
    result({ judged: judge(LUNCH, { ...SAID, answer: 'Bring', quote: 'Bring a plate.' }), rank: 6, ms: 30 }),
    untaught(true),
    untaught(false),
    untaught(false),
  ];
  const measures = measureProduct(all);

  it('counts silence and failure on answerable questions as 0', () => {
    const f1OfNoon = 2 / 3;
    expect(measures).toMatchObject({ answerable: 4, unanswerable: 3, failed: 1, coverage: 0.5, exactMatch: 0 });
    expect(measures.f1).toBeCloseTo(f1OfNoon / 4);
    expect(measures.f1OfAnswered).toBeCloseTo(f1OfNoon / 2);
  });

  it('counts silence as right where nothing was taught', () => {
    expect(measures.falseAnswers).toBeCloseTo(1 / 3);
    expect(measures.exactMatchWithUnanswerable).toBeCloseTo(2 / 7);
    expect(measures.f1WithUnanswerable).toBeCloseTo((2 / 3 + 2) / 7);
  });

  it('lets false answers lower the precision', () => {
    // Given: one right, one wrong, one to a question that was not taught.
    expect(measures.precision).toBeCloseTo(1 / 3);
  });

  it('holds confidence against agreement with what was annotated, not against the sentence', () => {
    const whole = { ...SAID, answer: 'Lunch is at noon, as it has always been in this house.', confidence: 0.95 };
    const { expectedCalibrationError } = measureProduct([result({ judged: judge(LUNCH, whole) })]);
    expect(judge(LUNCH, whole).right).toBe(true);
    expect(expectedCalibrationError).toBeCloseTo(0.95);
  });

  it('finds the own text among the retrieved ones', () => {
    expect(measures).toMatchObject({ recallAt1: 0.25, recallAt5: 0.5, recallAt10: 0.75 });
  });

  it('takes times from questions that did not fail', () => {
    expect(measures).toMatchObject({ msP50: 10, msP95: 30 });
  });
});
