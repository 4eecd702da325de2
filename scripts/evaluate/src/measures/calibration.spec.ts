import { describe, expect, it } from 'vitest';
import { calibrationBins, expectedCalibrationError } from './calibration.js';

const items = (confidence: number, right: number, wrong: number) => [
  ...Array.from({ length: right }, () => ({ confidence, right: true })),
  ...Array.from({ length: wrong }, () => ({ confidence, right: false })),
];

describe('expectedCalibrationError', () => {
  it('is 0 when as many are right as the confidence says', () => {
    expect(expectedCalibrationError([...items(0.25, 1, 3), ...items(0.5, 2, 2)])).toBeCloseTo(0);
  });

  it('weighs the bins by how many are in them', () => {
    // 3 of 4 at a distance of 0.8, 1 of 4 at 0.1.
    expect(expectedCalibrationError([...items(0.8, 0, 3), ...items(0.1, 0, 1)])).toBeCloseTo(0.75 * 0.8 + 0.25 * 0.1);
  });

  it('does not let over- and underconfidence in one bin add up', () => {
    expect(expectedCalibrationError([...items(0.41, 1, 0), ...items(0.49, 0, 1)])).toBeCloseTo(0.05);
  });

  it('has nothing to say about nothing', () => {
    expect(expectedCalibrationError([])).toBeNull();
  });
});

describe('calibrationBins', () => {
  it('puts certainty into the last bin and a border into the upper one', () => {
    expect(calibrationBins([...items(1, 1, 0), ...items(0.9, 1, 1), ...items(0, 0, 1)])).toEqual([
      { from: 0, to: 0.1, count: 1, meanConfidence: 0, shareRight: 0 },
      { from: 0.9, to: 1, count: 3, meanConfidence: expect.closeTo(2.8 / 3) as number, shareRight: 2 / 3 },
    ]);
  });
});
