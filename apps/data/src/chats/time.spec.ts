import { describe, expect, it } from 'vitest';
import { ago, plural } from './time.js';

describe('ago', () => {
  const now = new Date('2026-01-10T12:00:00Z');
  it.each([
    ['2026-01-10T11:59:30Z', 'just now'],
    ['2026-01-10T12:00:30Z', 'just now'],
    ['2026-01-10T11:59:00Z', '1 minute ago'],
    ['2026-01-10T11:01:00Z', '59 minutes ago'],
    ['2026-01-10T10:00:00Z', '2 hours ago'],
    ['2026-01-08T11:00:00Z', '2 days ago'],
  ])('%s → %s', (then, words) => {
    expect(ago(new Date(then), now)).toBe(words);
  });
});

describe('plural', () => {
  it('counts', () => {
    expect([plural(0, 'text'), plural(1, 'text'), plural(12_345, 'text')]).toEqual([
      '0 texts',
      '1 text',
      '12,345 texts',
    ]);
  });
});
