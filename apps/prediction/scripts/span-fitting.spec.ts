import { describe, expect, it } from 'vitest';
import { interpolate } from '../src/reading/judgement.js';
import { sigmoid } from '../src/reading/logistic.js';
import { evidenceOf } from '../src/testing/judgement.js';
import { decided, fitCalibration, fitWeights, type HeldOut, heldOut } from './span-fitting.js';
import type { SpanProbe } from './span-workspaces.js';

let asked = 0;

/** A question of which one span was read; `f1`: what that is worth; `wideMargin`: its margin when it is read more widely. */
function probe(context: number, margin: number, f1: number, answerable = true, wideMargin = margin): SpanProbe {
  const range = { start: 0, end: 4 };
  const span = { first: 0, last: 0, range, quote: range, score: 0, certainty: 0 };
  const evidence = evidenceOf({ margin, wideMargin: margin });
  const wide = { wideMargin, wideAnswerable: 0, wideAnswerableChance: 0, wideCertainty: 0 };
  return {
    size: 1,
    passages: 1,
    domain: 'office',
    context: `text ${context}`,
    question: `When is lunch, ${asked++}?`,
    answerable,
    nearMiss: false,
    annotators: 3,
    goldRank: 1,
    shares: [1],
    spans: [
      {
        passage: 1,
        trainDataId: 1,
        key: 'noon',
        answer: 'noon',
        quote: 'noon',
        span,
        evidence,
        wide,
        f1,
        exact: f1 === 1,
      },
    ],
  };
}

/** Half of them taught; of those, half of the answers are worth 0.9 where the margin is high and 0.3 where it is low. */
const ASKED = Array.from({ length: 400 }, (_, i) => {
  const high = i % 2 === 1;
  const taught = i % 4 > 1;
  const found = i % 8 > 3;
  return probe(i % 40, high ? 1 : 0, taught && found ? (high ? 0.9 : 0.3) : 0, taught);
});

describe('fitWeights', () => {
  it('expects the F1 that was measured, something for what was taught all the same, nothing for what was not', () => {
    const weights = fitWeights(ASKED, 0);
    const expected = (margin: number) => sigmoid(decided([probe(1, margin, 0)], weights)[0]?.odds ?? 0);
    // Half were taught, half of these found; what is rare is drawn a little towards the rest.
    expect(Math.abs(expected(1) - (0.93 + 0.3) / 4)).toBeLessThan(0.01);
    expect(Math.abs(expected(0) - (0.51 + 0.3) / 4)).toBeLessThan(0.01);
  });

  it('takes what was read more widely where that is done', () => {
    const asked = Array.from({ length: 400 }, (_, i) => probe(i % 40, 0.5, i % 2 === 1 ? 1 : 0, true, i % 2));
    const odds = (wide: number, margin: number) =>
      decided([probe(1, 0.5, 0, true, margin)], fitWeights(asked, wide))[0]?.odds ?? 0;
    expect(odds(1, 1) - odds(1, 0)).toBeGreaterThan(2);
    expect(odds(0, 1)).toBe(odds(0, 0));
  });
});

describe('heldOut', () => {
  it('decides each question once', () => {
    const found = heldOut(ASKED, 0).map((item) => item.probe.question);
    expect(found).toHaveLength(ASKED.length);
    expect(new Set(found)).toEqual(new Set(ASKED.map(({ question }) => question)));
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
