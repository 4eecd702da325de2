/** A time of day. */
export interface Clock {
  /** Since midnight; what was written when it may be morning or evening. */
  readonly minutes: number;
  /** Written without am, pm or a 24 hours' notation: `8` or `8:00` may mean the evening. */
  readonly ambiguous: boolean;
}

export type Likeness = 'same' | 'compatible' | 'different';
export const HALF_DAY = 720;

const HOUR = String.raw`(?:[01]?\d|2[0-4])`;
const MERIDIEM = String.raw`(?:\s*(?:a\.?m\b\.?|p\.?m\b\.?|in the (?:morning|afternoon|evening)|at night))`;
/** One time of day that is surely one: `8:30`, `8 pm`, `8.30 am`, `14h30`, `8 o'clock`, `half past 8`, `noon`. */
export const TIME = String.raw`(?:(?:half past|quarter past|quarter to) ${HOUR}${MERIDIEM}?|${HOUR}(?::[0-5]\d|\.[0-5]\d(?=\s*[ap]\.?m|\s+(?:uhr|hrs|h)\b)|h[0-5]\d|h\b)(?:\s*(?:hrs|uhr|h)\b)?${MERIDIEM}?|${HOUR}(?:\s*o['’]?clock${MERIDIEM}?|${MERIDIEM})|(?:12 )?(?:noon|midday|midnight))`;
/** A time, or an hour that only its place makes one: `from 9 to 5`. */
export const TIME_OR_HOUR = String.raw`(?:${TIME}|${HOUR}(?![\d.,:%]*\d|%))`;

/** @param text lower case, one match of {@link TIME_OR_HOUR} */
export function readClock(text: string): Clock | undefined {
  if (/\bnoon|midday/u.test(text)) return { minutes: HALF_DAY, ambiguous: false };
  if (text.includes('midnight')) return { minutes: 0, ambiguous: false };
  const match = /(\d{1,2})(?:[:.h]\s*(\d{2}))?/u.exec(text);
  if (!match) return undefined;
  let hour = Number(match[1]);
  let minutes = Number(match[2] ?? 0);
  if (text.includes('half past')) minutes = 30;
  if (text.includes('quarter past')) minutes = 15;
  if (text.includes('quarter to')) [hour, minutes] = [hour - 1, 45];
  const pm = /p\.?m|afternoon|evening|at night/u.test(text);
  const am = /\da\.?m|\sa\.?m|morning/u.test(text);
  if (pm && hour < 12) hour += 12;
  if (am && hour === 12) hour = 0;
  const exact = am || pm || hour > 12 || hour === 0 || /^0\d|uhr|hrs|\dh/u.test(match[0]) || /uhr|hrs|\dh/u.test(text);
  return { minutes: hour * 60 + minutes, ambiguous: !exact };
}

/** `from 9 to 5` ends in the afternoon. */
export function endOfRange(from: Clock, to: Clock): Clock {
  if (to.ambiguous && to.minutes <= from.minutes && to.minutes < HALF_DAY) {
    return { minutes: to.minutes + HALF_DAY, ambiguous: false };
  }
  return to.minutes === 0 ? { minutes: 2 * HALF_DAY, ambiguous: false } : to;
}

/** `8 am` is `8:00`; `8 pm` may be; `9:00` is not. */
export function compareClocks(a: Clock, b: Clock): Likeness {
  if (a.minutes === b.minutes) return 'same';
  return (a.ambiguous || b.ambiguous) && a.minutes % HALF_DAY === b.minutes % HALF_DAY ? 'compatible' : 'different';
}
