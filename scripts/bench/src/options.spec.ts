import { describe, expect, it } from 'vitest';
import { readOptions } from './options.js';

describe('readOptions', () => {
  it('runs all but the long one when nothing is named', () => {
    expect(readOptions([])).toMatchObject({ benches: ['ask', 'load', 'original'], passages: 10_000, rate: 5 });
  });

  it('runs what is named, in its own order', () => {
    expect(readOptions(['million', 'ask', '--rate', '2.5', '--keep'])).toMatchObject({
      benches: ['ask', 'million'],
      rate: 2.5,
      keep: true,
    });
  });

  it.each([
    ['fast', 'There is no bench "fast"; there are ask, load, original, million, train, gate, rollback, texts.'],
    ['--passages 1.5', '--passages takes a whole number from 1 on, not "1.5".'],
    ['--texts 10,x', '--texts takes a whole number from 1 on, not "x".'],
    ['--seconds 0', '--seconds takes a number above 0, not "0".'],
    ['--wrong', "Unknown option '--wrong'"],
  ])('refuses %j', (line, message) => {
    expect(() => readOptions(line.split(' '))).toThrow(message);
  });

  it('helps', () => {
    expect(readOptions(['-h'])).toBe('help');
  });
});
