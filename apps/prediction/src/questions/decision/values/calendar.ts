import type { Likeness } from './clock.js';
import { ordinalOf } from './number-words.js';

/** As much of a date as was said. */
export interface CalendarDate {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  /** `3/4/2026` is the third of April to some, the fourth of March to others. */
  readonly swapped?: { readonly month: number; readonly day: number };
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const MONTH = String.raw`(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?`;
const DAY = String.raw`(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?`;
const YEAR = String.raw`(?:1[5-9]|20)\d{2}`;
const BEFORE_BARE = String.raw`(?<=\b(?:in|since|until|till|of|by|from|before|after|during|to|and)\s)`;

/** Dates, the exacter first. A month or a year alone needs a word before it (`in May`), or to be all that is said. */
export const DATE = String.raw`(?:${YEAR}-\d{2}-\d{2}|${DAY}\.\s?${DAY}\.(?:\s?${YEAR}|\d{2}\b)?|${DAY}[/-]${DAY}[/-](?:${YEAR}|\d{2}\b)|${DAY}\/${DAY}(?![/\d])|${DAY}\.${DAY}\.${YEAR}|${DAY}(?: of)? ${MONTH}(?:,? ${YEAR})?|${MONTH} (?:the )?${DAY}(?!\d|:)(?:,? ${YEAR})?|${MONTH},? (?:of )?${YEAR}|(?:the )(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|tenth|fifteenth|twentieth)(?: (?:day )?of (?:each|every|the|the following|the next|a) month)?(?![- ]?(?:floor|time|day|week|person|one|year|flap|shelf|room))|${BEFORE_BARE}(?:${MONTH}|${YEAR})|^(?:${MONTH}|${YEAR})$)`;

/** @param text lower case, one match of {@link DATE} */
export function readDate(text: string): CalendarDate | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text);
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) };
  const numeric = /^(\d{1,2})([./-])\s?(\d{1,2})[./-]?\s?(\d{2,4})?$/u.exec(text);
  if (numeric) return readNumeric(Number(numeric[1]), Number(numeric[3]), numeric[4], numeric[2] === '.');
  const month = MONTHS.findIndex((name) => new RegExp(String.raw`\b${name}`, 'u').test(text));
  const year = new RegExp(String.raw`\b(${YEAR})\b`, 'u').exec(text)?.[1];
  const day = /\b(\d{1,2})(?:st|nd|rd|th)?\b/u.exec(year ? text.replace(year, '') : text)?.[1];
  const ordinal = month < 0 ? text.split(' ').map(ordinalOf).find(Boolean) : undefined;
  if (month < 0 && !year && !day && !ordinal) return undefined;
  return {
    ...(year ? { year: Number(year) } : {}),
    ...(month >= 0 ? { month: month + 1 } : {}),
    ...((day ?? ordinal) ? { day: Number(day ?? ordinal) } : {}),
  };
}

function readNumeric(first: number, second: number, year: string | undefined, dots: boolean): CalendarDate | undefined {
  const full = year === undefined ? {} : { year: year.length === 2 ? 2000 + Number(year) : Number(year) };
  if (second > 12) return first > 12 ? undefined : { ...full, month: first, day: second };
  const date = { ...full, month: second, day: first };
  return dots || first > 12 || first === second ? date : { ...date, swapped: { month: first, day: second } };
}

/** Equal as far as both say something; `compatible` when one says more. */
export function compareDates(a: CalendarDate, b: CalendarDate): Likeness {
  const plain = compareFields(a, b);
  if (plain !== 'different' || (!a.swapped && !b.swapped)) return plain;
  const others = [
    a.swapped && compareFields({ ...a, ...a.swapped }, b),
    b.swapped && compareFields(a, { ...b, ...b.swapped }),
  ];
  return others.some((likeness) => likeness && likeness !== 'different') ? 'compatible' : 'different';
}

function compareFields(a: CalendarDate, b: CalendarDate): Likeness {
  let likeness: Likeness = 'same';
  for (const field of ['year', 'month', 'day'] as const) {
    if (a[field] === b[field]) continue;
    if (a[field] !== undefined && b[field] !== undefined) return 'different';
    likeness = 'compatible';
  }
  return likeness;
}
