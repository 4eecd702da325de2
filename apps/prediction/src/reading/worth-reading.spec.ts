import { describe, expect, it } from 'vitest';
import { worthReading } from './worth-reading.js';

const passages = (...shares: number[]) => shares.map((share) => ({ share }));
const counts = (enough: number, ...shares: number[]) => worthReading(passages(...shares), enough).length;

describe('worthReading', () => {
  it('stops where the answer has been passed with the chance that is enough', () => {
    expect(counts(0.9, 0.6, 0.2, 0.15, 0.05)).toBe(3);
    expect(counts(0.8, 0.6, 0.2, 0.15, 0.05)).toBe(2);
  });

  it('reads all when no part of them is enough', () => {
    expect(counts(0.9, 0.2, 0.2, 0.1)).toBe(3);
    expect(counts(1, 0.9, 0.05)).toBe(2);
  });

  it('reads a second text however sure the searches are of the first', () => {
    expect(counts(0.9, 0.99, 0.005, 0.005)).toBe(2);
    expect(counts(0.9, 0.99)).toBe(1);
  });

  it('finds nothing among nothing', () => {
    expect(counts(0.9)).toBe(0);
  });
});
