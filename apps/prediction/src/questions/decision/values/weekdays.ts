import { ordinalOf } from './number-words.js';

/** A set of days of the week: bit 0 is Monday. */
export type Days = number;

export const NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const ALL_DAYS: Days = 0b1111111;
export const WORKING_DAYS: Days = 0b0011111;
export const WEEKEND: Days = 0b1100000;

const FULL = String.raw`(?:mon|tues|wednes|thurs|fri|satur|sun)days?`;
const ANY = String.raw`(?:${FULL}|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b\.?)`;
const TO = String.raw`\s*(?:-|–|—|to|through|thru|until|till)\s*`;
const AND = String.raw`\s*(?:,\s*and|,\s*or|,|and|or|&|\/|\+)\s*(?:on\s+)?`;
const RANGE = String.raw`${ANY}${TO}${ANY}`;

/** Days of the week as people name them. An abbreviation alone is none: `sat` and `sun` are words. */
export const DAYS = String.raw`(?:${RANGE}(?:${AND}${ANY})*|${ANY}(?:${AND}${ANY})*${AND}${RANGE}|${ANY}(?:${AND}${ANY})+|(?:(?:first|second|third|fourth|last) )?${FULL}|week ?days?|(?:working|business) days|(?:the )?weekends?)`;
export const EVERY_DAY = String.raw`(?:daily|every ?day|each day|all week|(?:7|seven) days a week|24\/7|(?:a)?round the clock)`;

export interface NamedDays {
  readonly days: Days;
  /** Named as a stretch (`Monday to Friday`, `weekdays`): the other days are left out on purpose. */
  readonly stretch: boolean;
  /** `first Monday`: 1; the last one: -1. */
  readonly nth?: number;
}

/** @param text lower case, one match of {@link DAYS} or {@link EVERY_DAY} */
export function readDays(text: string): NamedDays {
  if (new RegExp(`^${EVERY_DAY}$`, 'u').test(text)) return { days: ALL_DAYS, stretch: true };
  if (/^(?:week ?day|working|business)/u.test(text)) return { days: WORKING_DAYS, stretch: true };
  if (text.includes('weekend')) return { days: WEEKEND, stretch: true };
  const nth = /^(first|second|third|fourth|last) /u.exec(text)?.[1];
  if (nth) return { days: bit(text.slice(nth.length + 1)), stretch: false, nth: nth === 'last' ? -1 : ordinalOf(nth) };
  let days = 0;
  const rest = text.replace(new RegExp(`(${ANY})${TO}(${ANY})`, 'gu'), (_, from: string, to: string) => {
    days |= between(index(from), index(to));
    return ' ';
  });
  const stretch = days !== 0;
  for (const [day] of rest.matchAll(new RegExp(ANY, 'gu'))) days |= bit(day);
  return { days, stretch };
}

/** `Monday, Wednesday`, in the order of the week. */
export function dayNames(days: Days): string[] {
  return NAMES.filter((_, i) => days & (1 << i));
}

function between(from: number, to: number): Days {
  let days = 0;
  for (let i = from; ; i = (i + 1) % 7) {
    days |= 1 << i;
    if (i === to) return days;
  }
}

function bit(day: string): Days {
  return 1 << index(day);
}

function index(day: string): number {
  return NAMES.findIndex((name) => day.startsWith(name.slice(0, 2).toLowerCase()));
}
