import { type CalendarDate, compareDates, DATE, readDate } from './calendar.js';
import { type Clock, compareClocks, endOfRange, type Likeness, readClock, TIME, TIME_OR_HOUR } from './clock.js';
import { type Days, DAYS, EVERY_DAY, readDays } from './weekdays.js';

/** When something is: as much as was said of days, date and time. */
export interface Moment {
  readonly days?: Days;
  readonly stretch?: boolean;
  readonly nth?: number;
  readonly date?: CalendarDate;
  /** A single time of day. */
  readonly at?: Clock;
  /** From and to, either may be missing (`until 18:00`). */
  readonly from?: Clock;
  readonly to?: Clock;
  /** Winter, morning, holidays. */
  readonly part?: string;
}

/** Where a text speaks of time. */
export interface MomentPiece {
  readonly start: number;
  readonly end: number;
  readonly moment: Moment;
}

const PART = String.raw`(?:(?:in |during )?(?:the )?(?:winter|summer|spring|autumn|mornings?|afternoons?|evenings?)|(?:at )night|(?:on |during |in )?(?:the )?(?:public |bank |school |summer )?holidays|(?:at |on )?(?:christmas|easter|new year)(?:['’]s)?(?: (?:eve|day))?)`;
const DASH = String.raw`\s*(?:-|–|—|to|until|till|and)\s*`;
const AFTER_HOUR = String.raw`(?=\s*(?:$|[,.;:!?)]|on\b|every\b|sharp\b|at the\b|the\b|daily\b|and\b|week))`;

type Reading = [pattern: string, read: (match: RegExpExecArray) => Moment | undefined];

/** In this order, each on what the ones before have left. */
const READINGS: readonly Reading[] = [
  [
    String.raw`\b(?:except|excluding|but not|apart from|other than)(?: on| for)? (${DAYS})`,
    ([, days = '']) => ({ days: ~readDays(days).days & 127, part: 'except' }),
  ],
  [String.raw`\b${EVERY_DAY}(?!\w)`, ([days]) => withHours(days)],
  [String.raw`\b(?:on |every |each |at |over |during )?(?:the )?(${DAYS})(?!\w)`, ([, days = '']) => readDays(days)],
  [
    String.raw`\b(?:from |between )?(${TIME})${DASH}(${TIME_OR_HOUR})(?!\w)|\b(?:from |between )?(${TIME_OR_HOUR})${DASH}(${TIME})(?!\w)|\b(?:from|between) (${TIME_OR_HOUR})(?:${DASH})(${TIME_OR_HOUR})(?!\w)(?! \w+s\b)`,
    (match) => range(match.slice(1).filter(Boolean)),
  ],
  [String.raw`(?<![\d.,/])(?:on |by |until |since |in )?${DATE}(?!\w)`, ([text]) => dated(text)],
  [
    String.raw`\b(?:until|till|by|before) (${TIME}|${TIME_OR_HOUR}${AFTER_HOUR})(?!\w)`,
    ([, to = '']) => ({ to: clock(to) }),
  ],
  [
    String.raw`\b(?:from|since|after) (${TIME}|${TIME_OR_HOUR}${AFTER_HOUR})(?!\w)`,
    ([, from = '']) => ({ from: clock(from) }),
  ],
  [String.raw`\bat (${TIME_OR_HOUR})${AFTER_HOUR}`, ([, at = '']) => ({ at: clock(at) })],
  [String.raw`(?<![\d.,])(?:at )?(${TIME})(?!\w)`, ([, at = '']) => ({ at: clock(at) })],
  [
    String.raw`\b${PART}(?!\w)`,
    ([part]) => ({ part: part.replace(/^(?:in|during|on|at)? ?(?:the )?/u, '').replace(/s$/u, '') }),
  ],
];

/** Everything in a text that says when. `text` may have capitals. */
export function momentPieces(text: string): MomentPiece[] {
  let left = text.toLowerCase();
  const pieces: MomentPiece[] = [];
  for (const [pattern, read] of READINGS) {
    for (const match of left.matchAll(new RegExp(pattern, 'gu'))) {
      const moment = read(match);
      if (!moment) continue;
      const end = match.index + match[0].length;
      pieces.push({ start: match.index, end, moment });
      left = left.slice(0, match.index) + ' '.repeat(match[0].length) + left.slice(end);
    }
  }
  return pieces.sort((a, b) => a.start - b.start);
}

/** The text without what says when. */
export function withoutMoments(text: string, pieces = momentPieces(text)): string {
  return pieces.reduceRight((left, { start, end }) => `${left.slice(0, start)} ${left.slice(end)}`, text);
}

/** The pieces as one; `undefined` when they are none, or two of a kind (`at 8:00 and at 14:00`). */
export function joinMoments(pieces: readonly MomentPiece[]): Moment | undefined {
  let joined: Moment = {};
  for (const { moment } of pieces) {
    const { days, part } = moment;
    if (part === 'except' && days !== undefined) {
      joined = { ...joined, days: days & (joined.days ?? 127), stretch: true };
      continue;
    }
    if (Object.keys(moment).some((field) => field !== 'stretch' && field in joined)) return undefined;
    joined = { ...joined, ...moment };
  }
  return Object.keys(joined).length > 0 ? joined : undefined;
}

/**
 * Compares what both say. `different` when they cannot both be meant; `compatible` when one says more, or something else.
 */
export function compareMoments(a: Moment, b: Moment): Likeness {
  const found = [
    likeness(a.days, b.days, (x, y) => (x === y ? 'same' : (x & y) === 0 ? 'different' : 'compatible')),
    likeness(a.nth, b.nth, equal),
    likeness(a.date, b.date, compareDates),
    likeness(a.at, b.at, compareClocks),
    likeness(a.from, b.from, compareClocks),
    likeness(a.to, b.to, compareClocks),
    likeness(a.part, b.part, equal),
  ].filter((one) => one !== undefined);
  if (found.includes('different')) return 'different';
  return found.length > 0 && found.every((one) => one === 'same') ? 'same' : 'compatible';
}

/** `undefined` when neither says anything. */
function likeness<T>(x: T | undefined, y: T | undefined, compare: (x: T, y: T) => Likeness): Likeness | undefined {
  if (x !== undefined && y !== undefined) return compare(x, y);
  return x === undefined && y === undefined ? undefined : 'compatible';
}

const equal = (x: unknown, y: unknown): Likeness => (x === y ? 'same' : 'different');

function clock(text: string): Clock | undefined {
  return readClock(text);
}

function range([first = '', second = '']: readonly string[]): Moment | undefined {
  const from = readClock(first);
  const to = readClock(second);
  if (!from || !to) return undefined;
  // «8–10 pm»: both in the evening.
  const late = /p\.?m/u.test(second) && !/[ap]\.?m/u.test(first) && from.ambiguous && from.minutes + 720 < to.minutes;
  const begin = late ? { minutes: from.minutes + 720, ambiguous: false } : from;
  return { from: begin, to: endOfRange(begin, to) };
}

function withHours(text: string): Moment {
  const { days, stretch } = readDays(text);
  const always = /24|clock/u.test(text);
  const day = (minutes: number): Clock => ({ minutes, ambiguous: false });
  return { days, stretch, ...(always ? { from: day(0), to: day(1440) } : {}) };
}

function dated(text: string): Moment | undefined {
  const date = readDate(text.replace(/^(?:on|by|until|since|in) /u, ''));
  return date && { date };
}
