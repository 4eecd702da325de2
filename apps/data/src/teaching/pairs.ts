import { AppError } from '@personal-assistant/service-kit';
import { wellFormed } from '../commands/readable-json.js';

/** What was taught as question and answer. */
export interface Pair {
  question: string;
  answer: string;
}

/** Pairs of one message; more go through the API. */
export const MOST_PAIRS = 50;
/** As long as a question may be that is asked. Unit: UTF-16 code units. */
const LONGEST_QUESTION = 2000;

const MARKER = /(?<=^|\s)(?<word>q(?:uestion)?|a(?:nswer)?)\d{0,3}[ \t]*[:：]/giu;
const CLOSING = new Set(['"', "'", '”', '’', ')']);
const SENTENCE_ENDS = new Set(['?', '？', '!', '.', '…']);

/** «Q:» or «A:» in a text. */
interface Marker {
  asks: boolean;
  start: number;
  end: number;
  /** Nothing stands before it on its line. */
  first: boolean;
  /** It begins a line or follows the end of a sentence: no part of what is said («vitamin A: …»). */
  sure: boolean;
  /** In the middle of a line, a marker is followed by a space. */
  likely: boolean;
}

/**
 * Reads `Q: … A: …` (also `Question:` and `Answer:`, in any case, on one line or several, several of them one after the other).
 *
 * @param text without outer white space, lines ended by `\n`
 * @returns `undefined` for a text that does not begin with a question
 * @throws AppError `PAIR_INCOMPLETE`, naming which of several; `TOO_LARGE` for more than {@link MOST_PAIRS}
 */
export function readPairs(text: string): Pair[] | undefined {
  const markers = [...text.matchAll(MARKER)].map((match) => markerOf(text, match));
  if (!markers[0]?.asks || markers[0].start > 0) return undefined;
  const pairs = cut(text, markers);
  if (pairs.length > MOST_PAIRS) {
    throw new AppError('TOO_LARGE', `Please send at most ${MOST_PAIRS} pairs in one message; nothing was taken.`);
  }
  return pairs.map((pair, index) => named(index, pairs.length, () => completePair(pair)));
}

/**
 * @returns both without outer white space, the question on one line
 * @throws AppError `PAIR_INCOMPLETE`, `QUESTION_TOO_LONG`
 */
export function completePair({ question, answer }: Pair): Pair {
  const asked = wellFormed(question).replace(/\s+/gu, ' ').trim();
  const said = wellFormed(answer).replace(/\r\n?/gu, '\n').trim();
  if (asked === '') throw incomplete('The question is empty: write it after «Q:».');
  if (said === '') throw incomplete('The answer is missing: write it after «A:», on a line of its own.');
  if (asked.length > LONGEST_QUESTION) {
    throw new AppError('QUESTION_TOO_LONG', 'That question is too long; please ask in at most 2,000 characters.');
  }
  return { question: asked, answer: said };
}

/** What is stored, searched and quoted of a pair. */
export function pairText({ question, answer }: Pair): string {
  return `${question}\n${answer}`;
}

/** A rule about one of several pairs: its error says which, and that nothing was taken of the others. */
export function named<T>(index: number, count: number, rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    throw nameIt(error, index, count);
  }
}

export function nameIt(error: unknown, index: number, count: number): unknown {
  if (!(error instanceof AppError) || count === 1) return error;
  return new AppError(error.code, `Pair ${index + 1} of ${count}: ${error.message} Nothing of this message was taken.`);
}

/** Where one text is wanted. */
export function severalPairs(): AppError {
  return new AppError('BAD_REQUEST', 'These are several pairs: send each as a text of its own.');
}

function markerOf(text: string, match: RegExpExecArray): Marker {
  const start = match.index;
  const end = start + match[0].length;
  let before = start - 1;
  while (text[before] === ' ' || text[before] === '\t') before--;
  const first = before < 0 || text[before] === '\n';
  while (CLOSING.has(text[before] ?? '')) before--;
  const likely = first || end === text.length || /\s/u.test(text[end] ?? '');
  const sure = first || (likely && SENTENCE_ENDS.has(text[before] ?? ''));
  return { asks: /^q/iu.test(match[0]), start, end, first, sure, likely };
}

/** @returns at most one more than {@link MOST_PAIRS} */
function cut(text: string, markers: Marker[]): Pair[] {
  const pairs: Pair[] = [];
  let at = 0;
  for (let question = markers[0]; question && pairs.length <= MOST_PAIRS; question = markers[at]) {
    const next = markers.findIndex(({ asks, first }, index) => index > at && asks && first);
    const block = markers.slice(at + 1, next < 0 ? undefined : next);
    const said = block.find(({ asks, sure }) => !asks && sure) ?? block.find(({ asks, likely }) => !asks && likely);
    const following = said && questionWithin(block.slice(block.indexOf(said) + 1));
    const until = following ?? markers[next];
    const end = until?.start ?? text.length;
    pairs.push({
      question: text.slice(question.end, said?.start ?? end),
      answer: said ? text.slice(said.end, end) : '',
    });
    at = until ? markers.indexOf(until, at) : markers.length;
  }
  return pairs;
}

/** «Q:» within an answer begins the next pair if that has an answer. */
function questionWithin(markers: Marker[]): Marker | undefined {
  const last = markers.findLastIndex(({ asks, likely }) => !asks && likely);
  return markers.slice(0, Math.max(last, 0)).find(({ asks, likely }) => asks && likely);
}

function incomplete(message: string): AppError {
  return new AppError('PAIR_INCOMPLETE', message);
}
