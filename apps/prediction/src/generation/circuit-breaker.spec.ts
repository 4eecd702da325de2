import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

describe('CircuitBreaker', () => {
  it('rests after three failures in a row, then lets one try', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    for (let i = 0; i < 3; i++) {
      expect(breaker.allows()).toBe(true);
      breaker.failed();
    }
    expect(breaker.allows()).toBe(false);
    now = 29_999;
    expect(breaker.allows()).toBe(false);
    now = 30_000;
    expect(breaker.allows()).toBe(true);
    expect(breaker.allows()).toBe(false);
    breaker.failed();
    now = 59_999;
    expect(breaker.allows()).toBe(false);
    now = 60_000;
    expect(breaker.allows()).toBe(true);
    breaker.succeeded();
    expect([breaker.allows(), breaker.allows()]).toEqual([true, true]);
  });

  it('forgets failures with a success', () => {
    const breaker = new CircuitBreaker(() => 0);
    for (let i = 0; i < 10; i++) {
      breaker.failed();
      breaker.failed();
      breaker.succeeded();
      expect(breaker.allows()).toBe(true);
    }
  });
});
