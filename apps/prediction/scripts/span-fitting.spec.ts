import { describe, expect, it } from 'vitest';
import { interpolate } from '../src/reading/judgement.js';
import { sigmoid } from '../src/reading/logistic.js';
import { evidenceOf } from '../src/testing/judgement.js';
import { decided, decisions, fitCalibration, fitDecision, fitRank, type HeldOut, heldOut } from './span-fitting.js';
import type { SpanProbe } from './span-workspaces.js';

/** A question of which one span was read; `f1`: what that is worth. */
function probe(context: number, margin: number, f1: number, answerable = true): SpanProbe {
  const range = { start: 0, end: 4 };
  const span = { first: 0, last: 0, range, quote: range, score: 0, certainty: 0 };
  const evidence = evidenceOf({ margin });
  return {
    size: 1,
    passages: 1,
    domain: 'office',
    context: `text ${context}`,
    question: 'When is lunch?',
    answerable,
    nearMiss: false,
    annotators: 3,
    goldRank: 1,
    shares: [1],
    spans: [{ trainDataId: 1, key: 'noon', answer: 'noon', quote: 'noon', span, evidence, f1, exact: f1 === 1 }],
  };
}

/** Half of them taught; of those, half of the answers are worth 0.9 where the margin is high and 0.3 where it is low. */
const ASKED = Array.from({ length: 400 }, (_, i) => {
  const high = i % 2 === 1;
  const taught = i % 4 > 1;
  const found = i % 8 > 3;
  return probe(i % 40, high ? 1 : 0, taught && found ? (high ? 0.9 : 0.3) : 0, taught);
});

describe('fitDecision', () => {
  it('gives the F1 that is expected, with nothing for what was not taught', () => {
    const rank = fitRank(ASKED);
    const weights = { rank, ...fitDecision(decisions(ASKED, rank)) };
    const expected = (margin: number) => sigmoid(decided([probe(1, margin, 0)], weights)[0]?.odds ?? 0);
    // Half of half of them; what is rare is drawn a little towards the rest.
    expect(Math.abs(expected(1) - 0.225)).toBeLessThan(0.01);
    expect(Math.abs(expected(0) - 0.075)).toBeLessThan(0.01);
  });
});

describe('heldOut', () => {
  it('decides each question once', () => {
    const found = heldOut(ASKED).map((item) => item.probe);
    expect(found).toHaveLength(ASKED.length);
    expect(new Set(found)).toEqual(new Set(ASKED));
  });
});

describe('fitCalibration', () => {
  const items = (odds: number, rights: number, annotators = 3): HeldOut[] =>
    Array.from({ length: 120 }, (_, i) => {
      const asked = { ...probe(i, 0, 0), annotators };
      const [best] = asked.spans;
      if (!best) throw new Error('the probe has a span');
      return { probe: asked, best, x: [], right: i % 4 < rights, weight: 1, odds };
    });

  it('gives the share of right answers', () => {
    const curve = fitCalibration([...items(-1, 1), ...items(1, 3)]);
    expect(interpolate(curve, -1)).toBeCloseTo(0.25);
    expect(interpolate(curve, 0)).toBeCloseTo(0.5);
    expect(interpolate(curve, 1)).toBeCloseTo(0.75);
  });

  it('never falls', () => {
    const curve = fitCalibration([...items(-1, 3), ...items(1, 1)]);
    const chances = curve.map(([, chance]) => chance);
    expect(chances).toEqual(chances.toSorted((a, b) => a - b));
    expect(interpolate(curve, 0)).toBeCloseTo(0.5);
  });

  it('leaves out what only one person answered', () => {
    expect(fitCalibration([...items(-1, 1), ...items(1, 3), ...items(1, 0, 1)])).toEqual(
      fitCalibration([...items(-1, 1), ...items(1, 3)]),
    );
  });
});
