import { describe, expect, it } from 'vitest';
import { areaUnderRoc, operatingPoint } from './sweep.js';

const no = (confidence: number) => ({ answerable: false, confidence, f1: 0, right: false });
const yes = (confidence: number, f1 = 1) => ({ answerable: true, confidence, f1, right: f1 === 1 });
const TWENTY = Array.from({ length: 20 }, (_, i) => no(i / 100));

describe('operatingPoint', () => {
  it('lets through as many unanswerable ones as the target allows, and no more', () => {
    const point = operatingPoint([...TWENTY, yes(0.1), yes(0.185, 0.5), yes(0.9)], 0.05);
    // 0.19 alone is 5 % of twenty; 0.18 would be 10 %.
    expect(point).toEqual({ threshold: 0.185, falseAnswers: 0.05, coverage: 2 / 3, f1: 0.75, right: 0.5 });
  });

  it('rejects all that share a confidence when one would be too many', () => {
    const point = operatingPoint([no(0.5), no(0.5), no(0.1), yes(0.5), yes(0.6)], 0.4);
    expect(point).toMatchObject({ threshold: 0.6, falseAnswers: 0, coverage: 0.5 });
  });

  it('is silent when nothing else keeps the target', () => {
    expect(operatingPoint([no(0.9), yes(0.8), yes(0.9)], 0.05)).toEqual({
      threshold: null,
      falseAnswers: 0,
      coverage: 0,
      f1: null,
      right: null,
    });
  });

  it('answers everything when all unanswerable ones lie below', () => {
    expect(operatingPoint([no(0.1), yes(0.2), yes(0.3)], 0)).toMatchObject({ threshold: 0.2, coverage: 1 });
  });

  it('takes scores of any size, as BM25 has', () => {
    expect(operatingPoint([no(7), no(-3), yes(12)], 0)).toMatchObject({ threshold: 12, coverage: 1 });
  });

  it('says nothing without unanswerable questions', () => {
    expect(operatingPoint([yes(1)], 0.05)).toBeNull();
  });
});

describe('areaUnderRoc', () => {
  it('counts the pairs in the right order, ties half', () => {
    expect(areaUnderRoc([yes(0.9), yes(0.4), no(0.4), no(0.1)])).toBe((1 + 1 + 0.5 + 1) / 4);
    expect(areaUnderRoc([yes(0.1), no(0.9)])).toBe(0);
  });

  it('says nothing when one kind is missing', () => {
    expect([areaUnderRoc([yes(1)]), areaUnderRoc([no(1)])]).toEqual([null, null]);
  });
});
