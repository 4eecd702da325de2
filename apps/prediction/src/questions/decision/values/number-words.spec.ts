import { describe, expect, it } from 'vitest';
import { parseNumber, withDigits } from './number-words.js';

describe('withDigits', () => {
  it.each([
    ['two', '2'],
    ['two dogs', '2 dogs'],
    ['up to twenty-five people', 'up to 25 people'],
    ['twenty five', '25'],
    ['a hundred', '100'],
    ['one hundred and twenty', '120'],
    ['two thousand five hundred', '2500'],
    ['three million', '3000000'],
    ['a dozen eggs', '12 eggs'],
    ['two dozen', '24'],
    ['half a dozen', '6'],
    ['seventeen', '17'],
    ['sunflower-seed', 'sunflower-seed'],
    ['someone', 'someone'],
    ['two three', '2 3'],
    ['monday and two', 'monday and 2'],
    ['a dog', 'a dog'],
  ])('%s → %s', (text, expected) => {
    expect(withDigits(text)).toBe(expected);
  });
});

describe('parseNumber', () => {
  it.each([
    ['12', 12],
    ['4.50', 4.5],
    ['4,50', 4.5],
    ['1,200', 1200],
    ['1.200', 1200],
    ['1 200', 1200],
    ['1,200.50', 1200.5],
    ['1.200,50', 1200.5],
    ['1,200,000', 1_200_000],
    ['3.12', 3.12],
    ['1.2.3', undefined],
    ['abc', undefined],
  ])('%s → %s', (text, expected) => {
    expect(parseNumber(text)).toBe(expected);
  });
});
