import { describe, expect, it } from 'vitest';
import { cronTimeAfter, parseAutoTrain } from './auto-train.js';
import { loadConfig } from './config.js';

describe('parseAutoTrain', () => {
  it.each([
    ['off', { when: 'off' }],
    ['after:20', { when: 'after', texts: 20 }],
    ['after: 1 ', { when: 'after', texts: 1 }],
    ['cron:0 3 * * *', { when: 'cron', expression: '0 3 * * *' }],
    ['cron: */15 8-18 * * MON-FRI', { when: 'cron', expression: '*/15 8-18 * * MON-FRI' }],
    ['cron:@daily', { when: 'cron', expression: '@daily' }],
  ])('%s', (value, expected) => {
    expect(parseAutoTrain(value)).toEqual(expected);
  });

  it.each([
    'on',
    'after',
    'after:0',
    'after:-3',
    'after:2.5',
    'after:10000000',
    'cron:',
    'cron:daily',
    'cron:61 * * * *',
    // With seconds; a single day that cron would run at; a day that never comes.
    'cron:0 0 3 * * *',
    'cron:2126-01-01T00:00:00',
    'cron:0 0 31 2 *',
  ])('does not understand %s, and the configuration says what it must be', (value) => {
    expect(parseAutoTrain(value)).toBeUndefined();
    expect(() => loadConfig({ AUTO_TRAIN: value })).toThrow(
      'AUTO_TRAIN: must be off, after:<texts> such as after:20, or cron:<expression> such as cron:0 3 * * *.',
    );
  });

  it('is off unless something else is said', () => {
    expect(loadConfig({ AUTO_TRAIN: '' }).AUTO_TRAIN).toBe('off');
    expect(loadConfig({ AUTO_TRAIN: 'cron:0 3 * * *' }).AUTO_TRAIN).toBe('cron:0 3 * * *');
  });
});

describe('cronTimeAfter', () => {
  const after = (expression: string, last: string, zone = 'Europe/Berlin') =>
    cronTimeAfter(expression, zone, new Date(last))?.toISOString();

  it('is in the time zone of the installation, in summer and in winter', () => {
    expect(after('0 3 * * *', '2026-07-01T12:00:00Z')).toBe('2026-07-02T01:00:00.000Z');
    expect(after('0 3 * * *', '2026-11-01T12:00:00Z')).toBe('2026-11-02T02:00:00.000Z');
    expect(after('0 3 * * *', '2026-11-01T12:00:00Z', 'UTC')).toBe('2026-11-02T03:00:00.000Z');
  });

  it('comes once in the night in which the clock is put forward or back', () => {
    expect(after('30 2 * * *', '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(after('30 2 * * *', '2026-10-25T00:30:00Z')).toBe('2026-10-26T01:30:00.000Z');
  });

  it('is never the time itself', () => {
    expect(after('0 3 * * *', '2026-11-02T02:00:00.000Z')).toBe('2026-11-03T02:00:00.000Z');
  });
});
