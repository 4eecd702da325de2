import { describe, expect, it } from 'vitest';
import { compareMoments, joinMoments, type Moment, momentPieces, withoutMoments } from './moment.js';

const read = (text: string): Moment | undefined => joinMoments(momentPieces(text));
const at = (hours: number, ambiguous = false) => ({ minutes: hours * 60, ambiguous });

describe('momentPieces', () => {
  it.each<[string, Moment | undefined]>([
    ['8 am', { at: at(8) }],
    ['8:00', { at: at(8, true) }],
    ['08:00', { at: at(8) }],
    ["8 o'clock", { at: at(8, true) }],
    ['at 8', { at: at(8, true) }],
    ['8.30 pm', { at: at(20.5) }],
    ['8 in the evening', { at: at(20) }],
    ['half past 8', { at: at(8.5, true) }],
    ['quarter to 9', { at: at(8.75, true) }],
    ['noon', { at: at(12) }],
    ['midnight', { at: at(0) }],
    ['18h', { at: at(18) }],
    ['from 8:30 to 18:00', { from: at(8.5, true), to: at(18) }],
    ['9 to 5', undefined],
    ['from 9 to 5', { from: at(9, true), to: at(17) }],
    ['8:00–20:00', { from: at(8, true), to: at(20) }],
    ['8-10 pm', { from: at(20), to: at(22) }],
    ['until 17:00', { to: at(17) }],
    ['from 14:00 on', { from: at(14) }],
    ['Tuesday', { days: 0b10, stretch: false }],
    ['on Tuesdays at 10:00', { days: 0b10, stretch: false, at: at(10, true) }],
    ['Monday to Friday', { days: 0b11111, stretch: true }],
    ['Mon-Fri', { days: 0b11111, stretch: true }],
    ['Mon, Wed and Fri', { days: 0b10101, stretch: false }],
    ['Saturday to Monday', { days: 0b1100001, stretch: true }],
    ['weekdays', { days: 0b11111, stretch: true }],
    ['at the weekend', { days: 0b1100000, stretch: true }],
    ['every day except Monday', { days: 0b1111110, stretch: true }],
    ['the first Monday', { days: 1, stretch: false, nth: 1 }],
    ['24/7', { days: 127, stretch: true, from: at(0), to: at(24) }],
    ['27 June', { date: { month: 6, day: 27 } }],
    ['June 27th, 2026', { date: { year: 2026, month: 6, day: 27 } }],
    ['27.06.2026', { date: { year: 2026, month: 6, day: 27 } }],
    ['2026-06-27', { date: { year: 2026, month: 6, day: 27 } }],
    ['3/4/2026', { date: { year: 2026, month: 4, day: 3, swapped: { month: 3, day: 4 } } }],
    ['March 2025', { date: { year: 2025, month: 3 } }],
    ['in May', { date: { month: 5 } }],
    ['the 5th of the following month', { date: { day: 5 } }],
    ['since 2011', { date: { year: 2011 } }],
    ['the sun sat down', undefined],
    ['room 3.12', undefined],
    ['you may march', undefined],
    ['the second floor', undefined],
    ['15 euros', undefined],
    ['8:00 and at 14:30 and at 16:00', undefined],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('cuts what says when out of a text', () => {
    expect(withoutMoments('When is the gym open on Sundays from 10:00 to 14:00?').replace(/\s+/g, ' ')).toBe(
      'When is the gym open ?',
    );
  });
});

describe('compareMoments', () => {
  it.each([
    ['8 am', '8:00', 'same'],
    ['8 am', '08:00', 'same'],
    ['8 pm', '8:00', 'compatible'],
    ['8 am', '9:00', 'different'],
    ['8 am', '8 pm', 'different'],
    ['from 9 to 5', '9:00–17:00', 'same'],
    ['from 9 to 5', '9:00–18:00', 'different'],
    ['from 9 to 5', 'until 17:00', 'compatible'],
    ['Monday to Friday', 'weekdays', 'same'],
    ['Monday to Friday', 'Tuesday', 'compatible'],
    ['Tuesday', 'Wednesday', 'different'],
    ['Tuesday', 'Tuesday at 10:00', 'compatible'],
    ['Tuesday at 10:00', 'Tuesday at 11:00', 'different'],
    ['27 June', 'June 27th', 'same'],
    ['27 June', '27 June 2026', 'compatible'],
    ['27 June', '28 June', 'different'],
    ['in June', '27 June', 'compatible'],
    ['3/4/2026', 'March 4, 2026', 'compatible'],
    ['3/4/2026', 'May 4, 2026', 'different'],
    ['the first Monday', 'the last Monday', 'different'],
    ['Tuesday', '10:00', 'compatible'],
  ])('%s, %s: %s', (a, b, expected) => {
    const [x, y] = [read(a), read(b)];
    if (!x || !y) throw new Error('not read');
    expect(compareMoments(x, y)).toBe(expected);
    expect(compareMoments(y, x)).toBe(expected);
  });
});
