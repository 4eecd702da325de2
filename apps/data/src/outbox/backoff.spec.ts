import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  it('doubles from a quarter of a second to half a minute', () => {
    const waits = Array.from({ length: 10 }, (_, index) => backoffMs(index + 1, () => 1));
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('halves at most by jitter', () => {
    expect(backoffMs(3, () => 0)).toBe(500);
    expect(backoffMs(1000, () => 0)).toBe(15_000);
  });
});
