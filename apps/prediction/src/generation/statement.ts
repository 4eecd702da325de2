import { contentWords, readWords, type Word, type Words } from '../reading/words.js';

/** What a sentence says, in the terms in which sentences are compared. */
export interface Statement {
  readonly text: string;
  readonly words: Words;
  /** Each of the words as it is compared: its number in digits, else its stem. */
  readonly keys: readonly string[];
  /** Content words that are no numbers, each stem once. */
  readonly content: readonly Word[];
  /** Numbers in digits, also those written as words: `07:30` is `7:30`, `7:00` is `7`, `1,000` is `1000`. */
  readonly numbers: ReadonlySet<string>;
  /** Stems of words with a capital that do not begin the sentence. */
  readonly names: ReadonlySet<string>;
  /** Web and mail addresses, in lower case. */
  readonly addresses: readonly string[];
}

const NUMBER_WORDS = new Map(
  (
    'zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen ' +
    'nineteen twenty'
  )
    .split(' ')
    // «one» is mostly no number.
    .map((word, i) => [word, String(i === 0 ? 0 : i + 1)]),
);
/** What a model says about answering instead of about the matter. */
const FILLER = new Set(
  'yes no according passage passages source sources text mention mentioned state stated answer question use used available called named located given provided following'.split(
    ' ',
  ),
);
const ADDRESS = /\b[a-z][a-z+.-]*:\/\/[^\s)\]]+|\bwww\.[^\s)\]]+|[\w.+-]+@[\w-]+\.[\w.-]*\w/giu;

export function statement(text: string): Statement {
  const words = readWords(withBareNumbers(text));
  const content: Word[] = [];
  const numbers = new Set<string>();
  const names = new Set<string>();
  for (const word of contentWords(words)) {
    const number = numberIn(word.surface);
    if (number !== undefined) numbers.add(number);
    else if (!FILLER.has(word.surface)) {
      content.push(word);
      if (word.capital && word !== words.list[0]) names.add(word.stem);
    }
  }
  const addresses = [...text.matchAll(ADDRESS)].map(([address]) => address.toLowerCase().replace(/[.,;:!?]+$/u, ''));
  const keys = words.list.map(({ surface, stem }) => numberIn(surface) ?? stem);
  return { text, words, keys, content, numbers, names, addresses };
}

/** Whether a word is among these, also when written in two (`Wi-Fi`) or when these write it in one. */
export function holds(words: Words, word: Word): boolean {
  return words.stems.has(word.stem) || words.joined.has(word.surface);
}

/** `7pm` → `7 pm`, `21st` → `21`, so that units do not hide the number. */
function withBareNumbers(text: string): string {
  return text.replace(/(\d)(?:st|nd|rd|th)\b/giu, '$1').replace(/(\p{N})(?=\p{L})|(\p{L})(?=\p{N})/gu, '$1$2 ');
}

function numberIn(surface: string): string | undefined {
  const spelled = NUMBER_WORDS.get(surface);
  if (spelled !== undefined) return spelled;
  if (!/\p{N}/u.test(surface)) return undefined;
  return surface
    .replace(/,(?=\d{3}(?!\d))/gu, '')
    .replace(/[:.]0+$/u, '')
    .replace(/^0+(?=\d)/u, '');
}
