import { describe, expect, it } from 'vitest';
import { boundedBackoff } from './bullmq.job-queue.js';

describe('boundedBackoff', () => {
  it('doubles from a quarter of a second and stays under its bound', () => {
    const delays = Array.from({ length: 12 }, (_, index) => boundedBackoff(index + 1));
    expect(delays[0]).toBeGreaterThanOrEqual(250);
    expect(delays[0]).toBeLessThanOrEqual(313);
    expect(delays[3]).toBeGreaterThanOrEqual(2000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(37_500);
  });
});
