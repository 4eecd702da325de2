/** SQuAD's comparison of an answer with annotated ones (Rajpurkar et al., 2016, and its treatment of empty answers from 2018). */

const PUNCTUATION = /[!-/:-@[-`{-~]/gu;
/** Whole words; JavaScript's `\b` knows only ASCII letters, so it would cut «à» out of nothing and «a» out of «aé». */
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/** Lower case, without punctuation and articles, single spaces. */
export function normalise(text: string): string {
  return text
    .toLowerCase()
    .replace(PUNCTUATION, '')
    .replace(ARTICLES, ' ')
    .split(/\s+/u)
    .filter((word) => word !== '')
    .join(' ');
}

/** Whether the answer is, normalised, one of the annotated ones. */
export function exactMatch(answer: string, annotated: readonly string[]): boolean {
  return annotated.some((gold) => normalise(gold) === normalise(answer));
}

/** Token F1 with the annotated answer that it fits best, 0 to 1. */
export function bestF1(answer: string, annotated: readonly string[]): number {
  return Math.max(0, ...annotated.map((gold) => f1(answer, gold)));
}

/** Whether a quote contains an annotated answer: its normalised words in a row. */
export function containsAnswer(quote: string, annotated: readonly string[]): boolean {
  const words = ` ${normalise(quote)} `;
  return annotated.some((gold) => {
    const wanted = normalise(gold);
    // Nothing is left of «The» or «?!»: then as it is written.
    return wanted === '' ? quote.includes(gold) : words.includes(` ${wanted} `);
  });
}

function f1(answer: string, gold: string): number {
  const left = tokens(answer);
  const right = tokens(gold);
  if (left.length === 0 || right.length === 0) return left.length === right.length ? 1 : 0;
  const rest = new Map<string, number>();
  for (const token of right) rest.set(token, (rest.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of left) {
    const count = rest.get(token) ?? 0;
    if (count === 0) continue;
    rest.set(token, count - 1);
    common++;
  }
  return (2 * common) / (left.length + right.length);
}

function tokens(text: string): string[] {
  const words = normalise(text);
  return words === '' ? [] : words.split(' ');
}
