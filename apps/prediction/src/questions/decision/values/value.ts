import { contentWords, readWords } from '../../../reading/words.js';
import { expectedAnswer } from '../../../reading/expected-answer.js';
import { type Amount, compareAmounts, readAmount } from './amount.js';
import type { Likeness } from './clock.js';
import { compareMoments, joinMoments, type Moment, momentPieces, withoutMoments } from './moment.js';
import { withDigits } from './number-words.js';

/** What an answer says, apart from how it is written. */
export type Value =
  | { readonly kind: 'moment'; readonly moment: Moment }
  | { readonly kind: 'amount'; readonly amount: Amount }
  | { readonly kind: 'phone'; readonly digits: string }
  /** A password, code, address or identifier: every character counts. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'name'; readonly stems: readonly string[] }
  | { readonly kind: 'text'; readonly stems: readonly string[] };

/** `unrelated`: of different kinds, or texts of which nobody can say whether they exclude each other. */
export type Relation = Likeness | 'unrelated';

/** Words around a moment that say nothing more. */
const MOMENT_FILLER =
  /\b(?:on|at|from|to|until|till|the|of|and|in|every|each|by|between|sharp|about|around|approximately|usually|always|start(?:s|ing)?|time|local|both|during)\b|[,.;:!–—&()-]/gu;
const TITLES = new Set('dr mr mrs ms miss prof professor sir madam coach captain father sister'.split(' '));
const PARTICLES = new Set('de da di van von der den la le el bin al of the and'.split(' '));
const SECRET =
  /\b(?:pass(?:word|code|phrase)|code|pin|key|user ?name|login|e-?mail|address|url|link|web ?site|channel|network|ssid|id)\b/iu;

/**
 * Reads an answer. The question tells a time from a number (`at 8`, `8`), and a password from a word.
 *
 * @param answer the span or sentence, as it was taught
 */
export function readValue(answer: string, question: string): Value {
  const text = answer
    .normalize('NFKC')
    .trim()
    .replace(/^["'“”‘’`«»(]+|["'“”‘’`«»).,;!?]+$/gu, '');
  const secret = SECRET.test(question);
  if (secret && /^\S+$/u.test(text)) return { kind: 'code', text };
  const expected = expectedAnswer(question);
  return (
    readMoment(expected === 'time' ? bareTime(text) : text) ??
    readPhone(text) ??
    readAmountValue(text) ??
    readCode(text) ??
    readName(text) ?? { kind: 'text', stems: contentStems(text) }
  );
}

/** In what a question asks when, a number alone is an hour or a year. */
function bareTime(text: string): string {
  if (/^\d{1,2}$/u.test(text)) return `at ${text}`;
  return /^\d{1,2}\s*(?:-|–|to)\s*\d{1,2}$/u.test(text) ? `from ${text.replace(/\s*(?:-|–)\s*/u, ' to ')}` : text;
}

function readMoment(text: string): Value | undefined {
  const counted =
    /\b(?:half past|quarter|o['’]?clock|at|from|until|till|by|between|am|pm|of|morning|afternoon|evening|[a-z]+day)\b/iu.test(
      text,
    );
  const written = counted ? withDigits(text.toLowerCase()) : text;
  const pieces = momentPieces(written);
  const moment = joinMoments(pieces);
  if (!moment) return undefined;
  const rest = withoutMoments(written, pieces).toLowerCase().replace(MOMENT_FILLER, ' ').trim();
  return rest === '' ? { kind: 'moment', moment } : undefined;
}

function readPhone(text: string): Value | undefined {
  if (!/^(?:\+|\(?\d)[\d\s()./-]{5,}\d$/u.test(text)) return undefined;
  const digits = text.replace(/\D/gu, '');
  return digits.length >= 7 && digits.length <= 15 ? { kind: 'phone', digits } : undefined;
}

function readAmountValue(text: string): Value | undefined {
  const amount = readAmount(text);
  return amount && { kind: 'amount', amount };
}

function readCode(text: string): Value | undefined {
  const mixed = /^\S+$/u.test(text) && /[\d@/_#]/u.test(text) && /\D/u.test(text);
  return mixed ? { kind: 'code', text } : undefined;
}

/** Every word has a capital, titles aside. */
function readName(text: string): Value | undefined {
  const { list } = readWords(text);
  const words = list.filter(({ surface }) => !TITLES.has(surface) && !PARTICLES.has(surface));
  const named =
    words.length > 0 && words.length <= 5 && words.every((word) => word.capital || /\d/u.test(word.surface));
  return named ? { kind: 'name', stems: words.map(({ surface }) => surface) } : undefined;
}

function contentStems(text: string): string[] {
  return contentWords(readWords(withDigits(text.toLowerCase())))
    .map(({ stem }) => stem)
    .filter((word) => !TITLES.has(word));
}

/** Whether two answers say the same, may both hold, or exclude each other. */
export function compareValues(a: Value, b: Value): Relation {
  if (a.kind === 'moment' && b.kind === 'moment') return compareMoments(a.moment, b.moment);
  if (a.kind === 'amount' && b.kind === 'amount') return compareAmounts(a.amount, b.amount);
  if (a.kind === 'phone' && b.kind === 'phone') return comparePhones(a.digits, b.digits);
  if (a.kind === 'code' && b.kind === 'code') return compareCodes(a.text, b.text);
  if (a.kind === 'name' && b.kind === 'name') return compareNames(a.stems, b.stems);
  const [x, y] = [wordsOf(a), wordsOf(b)];
  return x && y && sameWords(x, y) ? 'same' : 'unrelated';
}

/** With and without the country's number: `+351 21 555 0190`, `21 555 0190`. */
function comparePhones(a: string, b: string): Relation {
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  return long.endsWith(short.replace(/^0+/u, '')) ? 'same' : 'different';
}

function compareCodes(a: string, b: string): Relation {
  if (a === b) return 'same';
  if (a.toLowerCase() !== b.toLowerCase()) return 'different';
  return /[@/]|\.\w/u.test(a) ? 'same' : 'compatible';
}

/** `Dr. Kim` is `Kim` is `Susan Kim`; `Maria Lopez` and `Maria Gomez` are two. */
function compareNames(a: readonly string[], b: readonly string[]): Relation {
  const shared = a.filter((word) => b.includes(word)).length;
  return shared === Math.min(a.length, b.length) ? 'same' : 'different';
}

function wordsOf(value: Value): readonly string[] | undefined {
  switch (value.kind) {
    case 'name':
    case 'text':
      return value.stems;
    case 'code':
      return [value.text.toLowerCase()];
    case 'moment':
    case 'amount':
    case 'phone':
      return undefined;
  }
}

/** One has all the words of the other, and few more. */
function sameWords(a: readonly string[], b: readonly string[]): boolean {
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  return short.length > 0 && short.length * 2 >= long.length && short.every((word) => long.includes(word));
}
