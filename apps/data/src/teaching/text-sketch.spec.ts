import { describe, expect, it } from 'vitest';
import { sketchOf } from './text-sketch.js';

const WORDS =
  'office printer room floor paper drawer badge canteen lunch noon visitor parking gate code garden key'.split(' ');
const text = (seed: number, words = 60) =>
  Array.from({ length: words }, (_, i) => WORDS[(seed * 7919 + i * i * 31 + i * seed) % WORDS.length]).join(' ');
const shared = (a: string, b: string) => {
  const other = sketchOf(b);
  return sketchOf(a).filter((band, i) => other[i] === band).length;
};

describe('sketchOf', () => {
  it('is 32 whole numbers that PostgreSQL can hold, for any text', () => {
    for (const any of ['', 'a', '😀', 'The Wi-Fi password is sunflower-42.', text(1, 2000)]) {
      const sketch = sketchOf(any);
      expect(sketch).toHaveLength(32);
      for (const band of sketch) expect(band).toBe(Math.trunc(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, band))));
    }
  });

  it('does not see case, punctuation and spacing', () => {
    expect(sketchOf('The KEY, is   here!')).toEqual(sketchOf('the key is here'));
  });

  it.each([
    ['The guest Wi-Fi password is sunflower-42.', 'The guest Wi-Fi password is sunflower-43.'],
    ['Lunch is served at noon in the canteen.', 'Lunch is served at noon in the canteen on Mondays.'],
    ['The printer stands on the second floor.', 'The printter stands on the second flor.'],
  ])('shares bands between %j and %j', (a, b) => {
    expect(shared(a, b)).toBeGreaterThan(0);
  });

  it('shares bands between every text and one with a sentence more', () => {
    for (let seed = 0; seed < 100; seed++) {
      const one = `${text(seed)} ${seed} ${seed * 17} ${seed * 31}`;
      expect(shared(one, `${one} Ask the reception for the rest.`)).toBeGreaterThan(0);
    }
  });

  it('shares hardly any between texts on different things', () => {
    const texts = [
      'The guest Wi-Fi password is sunflower-42, ask Ann for it.',
      'Lunch is served at noon in the canteen on the second floor.',
      'Invoices go to the accountant before the fifth of each month.',
      'Your parking badge opens the garage gate until eight.',
      'New laptops come from the help desk within three days.',
    ];
    const pairs = texts.flatMap((a, i) => texts.slice(i + 1).map((b) => shared(a, b)));
    expect(pairs.filter((bands) => bands > 0).length).toBeLessThanOrEqual(2);
  });
});
