import { describe, expect, it } from 'vitest';
import { readOptions } from './options.js';

describe('readOptions', () => {
  it('has defaults for all but the data', () => {
    expect(readOptions(['--data', 'f'])).toEqual({ data: 'f', domains: [], holdout: 0, concurrency: 2, keep: false });
  });

  it('reads every option', () => {
    const line = '--data f --domains a,b --holdout 0.2 --limit 600 --concurrency 4 --json out --keep';
    expect(readOptions(line.split(' '))).toEqual({
      data: 'f',
      domains: ['a', 'b'],
      holdout: 0.2,
      limit: 600,
      concurrency: 4,
      json: 'out',
      keep: true,
    });
  });

  it.each([
    ['', '--data FILE is needed.'],
    ['--data f --limit 0', '--limit takes a whole number from 1 on, not "0".'],
    ['--data f --limit 2.5', '--limit takes a whole number'],
    ['--data f --concurrency x', '--concurrency takes a whole number'],
    ['--data f --holdout 1', '--holdout takes a share from 0 to below 1'],
    ['--data f --holdout=', '--holdout takes a share'],
    ['--data f --holdout=-0.1', '--holdout takes a share'],
    ['--data f --wrong', "Unknown option '--wrong'"],
  ])('refuses %j', (line, message) => {
    expect(() => readOptions(line.split(' ').filter(Boolean))).toThrow(message);
  });

  it('helps', () => {
    expect(readOptions(['-h'])).toBe('help');
  });
});
