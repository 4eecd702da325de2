import { stem } from '../../../reading/stem.js';
import type { Likeness } from './clock.js';
import { parseNumber, withDigits } from './number-words.js';

/** How much or how many. */
export interface Amount {
  /** In the base unit of its dimension: minutes, metres, grams, litres; else as counted. */
  readonly low: number;
  /** Equal to `low` unless a range was said. */
  readonly high: number;
  /** `money:eur`, `time`, `length`, `mass`, `volume`, `percent`, `of:<stem of what is counted>`; `undefined`: only a number. */
  readonly dimension?: string;
  /** What it is counted by: `month` of `15 euros a month`. */
  readonly per?: string;
  /** `about 180`. */
  readonly rough: boolean;
  /** `up to 5` and `at least 5` are not 5. */
  readonly bound?: 'most' | 'least';
}

const CURRENCIES: Readonly<Record<string, string>> = {
  '€': 'eur',
  eur: 'eur',
  euro: 'eur',
  $: 'usd',
  usd: 'usd',
  dollar: 'usd',
  buck: 'usd',
  '£': 'gbp',
  gbp: 'gbp',
  pound: 'gbp',
  quid: 'gbp',
  chf: 'chf',
  franc: 'chf',
  '¥': 'jpy',
  yen: 'jpy',
};

const UNITS: Readonly<Record<string, readonly [dimension: string, factor: number]>> = {
  second: ['time', 1 / 60],
  sec: ['time', 1 / 60],
  minute: ['time', 1],
  min: ['time', 1],
  hour: ['time', 60],
  hr: ['time', 60],
  h: ['time', 60],
  day: ['time', 1440],
  week: ['time', 10_080],
  fortnight: ['time', 20_160],
  month: ['months', 1],
  quarter: ['months', 3],
  year: ['months', 12],
  mm: ['length', 0.001],
  cm: ['length', 0.01],
  m: ['length', 1],
  metre: ['length', 1],
  meter: ['length', 1],
  km: ['length', 1000],
  kilometre: ['length', 1000],
  kilometer: ['length', 1000],
  g: ['mass', 1],
  gram: ['mass', 1],
  kg: ['mass', 1000],
  kilo: ['mass', 1000],
  kilogram: ['mass', 1000],
  ml: ['volume', 0.001],
  l: ['volume', 1],
  litre: ['volume', 1],
  liter: ['volume', 1],
  '%': ['percent', 1],
  percent: ['percent', 1],
};

const SYMBOL = '[€$£¥]';
const NUMBER = String.raw`\d+(?:[.,  ]\d+)*`;
const FORM = new RegExp(
  String.raw`^(?<before>${SYMBOL}|eur|usd|gbp|chf)?\s*(?<low>${NUMBER})(?:(?:\s*(?:${SYMBOL}|%))?\s*(?:-|–|to|and|or)\s*${SYMBOL}?(?<high>${NUMBER}))?(?:\s*(?<symbol>${SYMBOL}|%)|,-)?\s*(?:(?<per1>per|a|an|each|every)\s+(?<by1>[a-z]+)|(?<unit>[a-z]+(?:['’-][a-z]+)*(?: [a-z]+)?)(?:\s*(?:per|a|an|each|every|/)\s*(?<by2>[a-z]+))?|/\s*(?<by3>[a-z]+))?$`,
  'u',
);
const ROUGH = /\b(?:about|around|approximately|approx\.?|roughly|some|almost|nearly|circa|ca\.?)\s+|^~\s*/gu;
const MOST = /\b(?:up to|at most|no more than|not more than|a maximum of|maximum|max\.?|less than|under)\s+/gu;
const LEAST = /\b(?:at least|no less than|a minimum of|minimum|min\.?|more than|over|from)\s+/gu;
const FILLER = /\b(?:exactly|only|just|a total of|altogether|in advance|each|currently|between)\b/gu;

/** Reads a whole answer as an amount: `15 €`, `about 180 people`, `two weeks`, `10–14 days`, `1,200 euros a year`. */
export function readAmount(answer: string): Amount | undefined {
  let text = withDigits(answer.toLowerCase().trim());
  const strip = (pattern: RegExp): boolean => {
    const left = text.replace(pattern, '').trim();
    const found = left !== text;
    text = left;
    return found;
  };
  const rough = strip(ROUGH);
  const most = strip(MOST);
  const least = strip(LEAST);
  strip(FILLER);
  const groups = FORM.exec(text.replace(/\s+/gu, ' ').trim())?.groups;
  if (!groups) return undefined;
  const low = parseNumber(groups.low ?? '');
  const high = groups.high === undefined ? low : parseNumber(groups.high);
  if (low === undefined || high === undefined) return undefined;
  const unit = groups.before ?? groups.symbol ?? groups.unit;
  const { dimension, factor } = unit === undefined ? { dimension: undefined, factor: 1 } : dimensionOf(unit);
  const by = groups.by1 ?? groups.by2 ?? groups.by3;
  return {
    low: low * factor,
    high: high * factor,
    ...(dimension === undefined ? {} : { dimension }),
    ...(by === undefined ? {} : { per: stem(by) }),
    rough,
    ...(most ? { bound: 'most' as const } : least ? { bound: 'least' as const } : {}),
  };
}

function dimensionOf(unit: string): { dimension: string; factor: number } {
  const word = unit.split(' ').at(-1) ?? unit;
  for (const name of [word, word.replace(/s$/u, '')]) {
    const currency = CURRENCIES[name];
    if (currency) return { dimension: `money:${currency}`, factor: 1 };
    const known = UNITS[name];
    if (known) return { dimension: known[0], factor: known[1] };
  }
  return { dimension: `of:${stem(word)}`, factor: 1 };
}

/** `unrelated`: of different things (`2 dogs`, `3 cats`), so neither the same nor a contradiction. */
export function compareAmounts(a: Amount, b: Amount): Likeness | 'unrelated' {
  if (a.dimension !== b.dimension && a.dimension !== undefined && b.dimension !== undefined) return 'unrelated';
  if (a.per !== b.per && a.per !== undefined && b.per !== undefined) return 'unrelated';
  const apart = a.high < b.low || b.high < a.low;
  const near = Math.max(a.low, b.low) <= Math.min(a.high, b.high) * 1.15;
  if (a.bound !== b.bound) return 'compatible';
  if (a.low === b.low && a.high === b.high) return 'same';
  if (!apart || ((a.rough || b.rough) && near)) return 'compatible';
  return 'different';
}
