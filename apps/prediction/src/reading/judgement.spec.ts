import { describe, expect, it } from 'vitest';
import { evidenceOf, judgementOf } from '../testing/judgement.js';
import type { Evidence, EvidenceName } from './evidence.js';
import {
  interpolate,
  judge,
  type Judged,
  judgementSchema,
  ranked,
  standingOf,
  thresholdFor,
  unfitted,
} from './judgement.js';

const span = (trainDataId: number, key: string, given: Partial<Evidence>): Judged => ({
  trainDataId,
  key,
  evidence: evidenceOf(given),
});
const BY_MARGIN = judgementOf({ margin: 1 }, { margin: 1 });

describe('judge', () => {
  it('puts the best supported span first and is as sure as the weights say', () => {
    const found = judge([span(1, 'no', { margin: 0 }), span(2, 'yes', { margin: 2 })], BY_MARGIN);
    expect(found.map(({ span: { key } }) => key)).toEqual(['yes', 'no']);
    expect(found[0]?.confidence).toBeCloseTo(1 / (1 + Math.exp(-2)), 3);
  });

  it('is never surer of a worse span', () => {
    const found = judge(
      [span(1, 'a', { margin: 1 }), span(2, 'b', { margin: 0, answerable: 2 })],
      judgementOf({ margin: 1 }, { answerable: 3 }),
    );
    expect(found.map(({ confidence }) => confidence)).toEqual([0.5, 0.5]);
  });

  it('finds nothing among nothing', () => {
    expect(judge([], BY_MARGIN)).toEqual([]);
  });

  it('counts what lies above a bend by its slope', () => {
    const bent = judgementOf({ margin: 1 }, { margin: 1 }, { bends: [{ of: 'margin', from: 0.5, slope: -1 }] });
    const odds = (margin: number) => {
      const [{ confidence } = { confidence: 0 }] = judge([span(1, 'a', { margin })], bent);
      return Math.log(confidence / (1 - confidence));
    };
    expect(odds(0.25)).toBeCloseTo(0.25, 2);
    expect(odds(0.5)).toBeCloseTo(0.5, 2);
    expect(odds(1.5)).toBeCloseTo(0.5, 2);
  });
});

describe('standingOf', () => {
  const standing = (spans: Judged[]) => standingOf(ranked(spans, BY_MARGIN), 0);

  it('is ahead of what another text says otherwise', () => {
    expect(standing([span(1, 'noon', { margin: 2 }), span(2, 'midnight', { margin: 1 })]).lead).toBeCloseTo(0.5);
  });

  it('has no rival in the same text, nor in one that says the same', () => {
    const found = standing([
      span(1, 'noon', { margin: 2 }),
      span(1, 'midnight', { margin: 1 }),
      span(2, 'at noon', { margin: 1, answerableChance: 0.8 }),
    ]);
    expect(found).toMatchObject({ lead: 0, agreement: 0.8 });
  });

  it('does not take a part of a word for the same', () => {
    expect(standing([span(1, 'noon', { margin: 2 }), span(2, 'afternoon', { margin: 2 })]).agreement).toBe(0);
    expect(standing([span(1, '', { margin: 2 }), span(2, '', { margin: 2 })]).agreement).toBe(0);
  });

  it('shares with all others', () => {
    expect(standing([span(1, 'a', { margin: 1 }), span(1, 'b', { margin: 1 })]).share).toBeCloseTo(0.5);
    expect(standing([span(1, 'a', { margin: 1 })]).share).toBe(1);
  });
});

describe('thresholdFor', () => {
  const byShare = (at5: number): [number, number][] => [
    [0.01, at5 + 0.2],
    [0.05, at5],
    [0.2, at5 - 0.2],
  ];
  const judgement = judgementOf(
    {},
    {},
    {
      thresholds: [
        { passages: 1, byShare: byShare(0.3) },
        { passages: 100, byShare: byShare(0.5) },
      ],
    },
  );

  it.each([
    [0.05, 1, 0.3],
    [0.05, 100, 0.5],
    [0.05, 10, 0.4],
    [0.05, 1_000_000, 0.5],
    [0.05, 0, 0.3],
    [0.03, 100, 0.6],
    [0.9, 100, 0.3],
  ])('for a share of %d in %d passages is %d', (share, passages, expected) => {
    expect(thresholdFor(judgement, share, passages)).toBeCloseTo(expected, 6);
  });

  it('says nothing that was not measured', () => {
    expect(thresholdFor(judgementOf({}, {}), 0.05, 10)).toBeUndefined();
  });
});

describe('interpolate', () => {
  it('draws straight lines, and stays at its ends', () => {
    const curve: [number, number][] = [
      [-1, 0.2],
      [1, 0.6],
    ];
    expect([-2, -1, 0, 0.5, 1, 7].map((x) => interpolate(curve, x))).toEqual([0.2, 0.2, 0.4, 0.5, 0.6, 0.6]);
    expect(interpolate([[0, 0.7]], 3)).toBe(0.7);
  });
});

describe('judgementSchema', () => {
  const file = unfitted({ name: 'r', sha256: 'b'.repeat(64) });
  const without = (name: EvidenceName | 'wide', of: object) =>
    Object.fromEntries(Object.entries(of).filter(([key]) => key !== name));

  it.each(['passageShare', 'wideMargin'] as const)('reads files that were made before %s was measured', (name) => {
    const rank = without(name, file.rank);
    const decide = without(name, file.decide);
    expect(judgementSchema.parse({ ...file, rank, decide })).toEqual(file);
  });

  it('reads nothing once more where the file does not say so', () => {
    expect(judgementSchema.parse(without('wide', file)).wide).toBe(0);
  });

  it('refuses a file that lacks any other weight', () => {
    const given = { ...file, decide: without('margin', file.decide) };
    expect(() => judgementSchema.parse(given)).toThrow('margin');
  });
});

describe('unfitted', () => {
  it('is a judgement that goes by what the reader itself says', () => {
    const judgement = judgementSchema.parse(unfitted({ name: 'r', sha256: 'b'.repeat(64) }));
    const [best] = judge(
      [span(1, 'a', { answerable: -0.3 }), span(2, 'b', { answerable: 0.3, margin: 0.2 })],
      judgement,
    );
    expect(best?.span.key).toBe('b');
    expect(best?.confidence).toBeCloseTo(1 / (1 + Math.exp(-3)), 2);
  });
});
