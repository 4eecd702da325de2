import { codePointCount, sliceCodePoints, trimRange } from '../retrieval/code-points.js';
import type { Passage, Range } from '../retrieval/passage.js';
import type { PassageReading } from './reader-model.js';
import { isPointing } from './words.js';

/** Word pieces of the longest answer. */
export const LONGEST_ANSWER = 30;

/** A run of word pieces that may be the answer. */
export interface Span {
  /** First and last piece, both in it. */
  readonly first: number;
  readonly last: number;
  /** In code points of the taught text. */
  readonly range: Range;
  /** The sentences that it lies in, in code points of the taught text. */
  readonly quote: Range;
  /** Sum of its start and end logits. */
  readonly score: number;
  /** How sure the model is of this place, given that the passage answers: 0 to 1. */
  readonly certainty: number;
}

/**
 * The best span of each sentence (or run of sentences, where an answer crosses their border), best first. None that names
 * nothing: «our» helps nobody, however sure the model is of it.
 *
 * @param limit most that are given.
 */
export function bestSpans(reading: PassageReading, passage: Passage, limit: number): Span[] {
  const { pieces, starts, ends } = reading;
  const places = pieces.map(({ start, end }) => ({ start: start + passage.start, end: end + passage.start }));
  const sentences = places.map((place) => sentenceOf(place, passage.sentences));
  const naming = nextNaming(passage, pieces);
  const best = new Map<number, { first: number; last: number; score: number }>();
  for (let first = 0; first < pieces.length; first++) {
    for (let last = naming[first] ?? Infinity; last < Math.min(pieces.length, first + LONGEST_ANSWER); last++) {
      const key = (sentences[first] ?? 0) * passage.sentences.length + (sentences[last] ?? 0);
      const score = (starts[first] ?? -Infinity) + (ends[last] ?? -Infinity);
      if (score > (best.get(key)?.score ?? -Infinity)) best.set(key, { first, last, score });
    }
  }
  const whole = logSumExp(starts) + logSumExp(ends);
  return [...best.values()]
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ first, last, score }) => {
      const range = answerRange(passage, { start: places[first]?.start ?? 0, end: places[last]?.end ?? 0 });
      return { first, last, range, quote: quoteOf(passage, range), score, certainty: Math.exp(score - whole) };
    });
}

/** For each piece the first one from it on that belongs to a word which names something, `Infinity` where none does. */
function nextNaming(passage: Passage, pieces: readonly Range[]): number[] {
  const characters = Array.from(passage.text);
  const names = (piece: Range) => {
    if (!WORD_CHARACTER.test(characters[piece.start] ?? '')) return false;
    const { start, end } = wholeWords(characters, piece);
    return !isPointing(characters.slice(start, end).join('').toLowerCase());
  };
  const next: number[] = [];
  for (let at = pieces.length - 1; at >= 0; at--) {
    const piece = pieces[at];
    next[at] = piece && names(piece) ? at : (next[at + 1] ?? Infinity);
  }
  return next;
}

/** Index of the sentence that a place lies in, or of the last one before it. */
function sentenceOf(place: Range, sentences: readonly Range[]): number {
  let index = 0;
  sentences.forEach(({ start }, i) => {
    if (start <= place.start) index = i;
  });
  return index;
}

/** The sentences that a range touches, as one range without white space around it; all in code points of the taught text. */
function quoteOf(passage: Passage, range: Range): Range {
  const touched = passage.sentences.filter(({ start, end }) => start < range.end && end > range.start);
  const start = touched[0]?.start ?? range.start;
  const end = touched.at(-1)?.end ?? range.end;
  const trimmed = trimRange(passage.text, { start: start - passage.start, end: end - passage.start });
  return { start: trimmed.start + passage.start, end: trimmed.end + passage.start };
}

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}_]/u;
/** Letters with digits, addresses, file names: `sunflower-42`, `B-12`, `ann@club.org`. Half of one is of no use. */
const CODE = /^(?=.*\p{L})(?:.*\p{N}.*|.*[@_].*|.*:\/\/.*)$/u;
/** `10-year`, `3rd-floor`: a count with its unit. */
const COUNT = /^\p{N}+\p{L}*[-–]\p{L}+$/u;
const LIST_MARKER = /^(?:[-–—•*·▪‣]+|\(?\d{1,2}\)|\(?[a-z]\))\s+/u;
/** Not the sign or the dot of a number. */
const STRAY_BEFORE = /^(?:\s+|[,;:!?…•*·]+|[-–—.]+(?!\d))/u;
const STRAY_AFTER = /[\s,;:!?…–—•*·-]+$/u;
/** `p.m.`, `U.S.`, `J.`: here the last dot belongs to the word. */
const ABBREVIATION = /(?:^|[^\p{L}\p{N}])(?:\p{L}\.)+$/u;
const PAIRS = ['()', '[]', '{}', '""', "''", '“”', '‘’', '«»', '„“'];

/**
 * What is said of a span: whole words, without list markers, punctuation and unmatched brackets at its ends.
 *
 * @param range in code points of the taught text; so is the result.
 */
function answerRange(passage: Passage, range: Range): Range {
  const characters = Array.from(passage.text);
  let { start, end } = wholeWords(characters, { start: range.start - passage.start, end: range.end - passage.start });
  start = codeAround(characters, start)?.start ?? start;
  end = codeAround(characters, end - 1)?.end ?? end;
  const bare = trimAnswer(sliceCodePoints(passage.text, start, end));
  return bare.text === ''
    ? { start: start + passage.start, end: end + passage.start }
    : { start: start + bare.before + passage.start, end: end - bare.after + passage.start };
}

/** A range, and the rest of the words that it begins and ends in; in places of `characters`. */
function wholeWords(characters: readonly string[], range: Range): Range {
  const isWord = (at: number) => WORD_CHARACTER.test(characters[at] ?? '');
  let { start, end } = range;
  while (isWord(start - 1) && isWord(start)) start--;
  while (isWord(end - 1) && isWord(end)) end++;
  return { start, end };
}

/** The code that a character is part of, without punctuation around it; in places of `characters`. */
function codeAround(characters: readonly string[], at: number): Range | undefined {
  const isPart = (place: number) => /[^\s,;()[\]{}«»"“”]/u.test(characters[place] ?? ' ');
  if (!isPart(at)) return undefined;
  let [start, end] = [at, at + 1];
  while (isPart(start - 1)) start--;
  while (isPart(end)) end++;
  const { text, before, after } = trimAnswer(characters.slice(start, end).join(''));
  return CODE.test(text) && !COUNT.test(text) ? { start: start + before, end: end - after } : undefined;
}

/** @returns the text without what is stray at its ends, and how many code points went on each side. */
export function trimAnswer(text: string): { text: string; before: number; after: number } {
  let rest = text;
  let before = 0;
  let after = 0;
  for (;;) {
    const { first, last } = strayEnds(rest);
    if (first + last === 0) return { text: rest, before, after };
    before += codePointCount(rest.slice(0, first));
    after += codePointCount(rest.slice(rest.length - last));
    rest = rest.slice(first, rest.length - last);
  }
}

/** What may go next, in code units of each side. */
function strayEnds(text: string): { first: number; last: number } {
  const marker = (LIST_MARKER.exec(text) ?? STRAY_BEFORE.exec(text))?.[0].length ?? 0;
  if (marker > 0) return { first: marker, last: 0 };
  const mark = STRAY_AFTER.exec(text)?.[0].length ?? 0;
  if (mark > 0) return { first: 0, last: mark };
  if (text.endsWith('.') && !ABBREVIATION.test(text)) return { first: 0, last: 1 };
  for (const [open = '', close = ''] of PAIRS) {
    const opens = text.startsWith(open);
    const closes = text.endsWith(close) && text.length > 1;
    if (opens && closes && !text.slice(1, -1).includes(open)) return { first: 1, last: 1 };
    if (opens && !text.slice(1).includes(close)) return { first: 1, last: 0 };
    // 6" and 5' are inches and feet.
    if (closes && !text.slice(0, -1).includes(open) && !/\d["']$/u.test(text)) return { first: 0, last: 1 };
  }
  return { first: 0, last: 0 };
}

export function logSumExp(values: Float32Array): number {
  let highest = -Infinity;
  for (const value of values) highest = Math.max(highest, value);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - highest);
  return highest + Math.log(sum);
}
