import { describe, expect, it } from 'vitest';
import { wasLive } from './live-periods.js';

describe('wasLive', () => {
  const periods = [
    { modelId: 1, from: -Infinity, to: 120 },
    { modelId: 2, from: 100, to: Infinity },
  ];
  it.each([
    ['before the switch', 1, 50, 90, true],
    ['before the switch, the other one', 2, 50, 90, false],
    ['during it, either', 1, 110, 115, true],
    ['during it, or the other', 2, 110, 115, true],
    ['asked before, answered after', 1, 90, 500, true],
    ['after it', 1, 121, 500, false],
    ['after it, the new one', 2, 121, 500, true],
    ['no version', null, 50, 500, false],
    ['another version', 3, 50, 500, false],
  ])('%s', (_, modelId, from, to, expected) => {
    expect(wasLive(periods, modelId, from, to)).toBe(expected);
  });
});
