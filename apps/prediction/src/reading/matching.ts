import type { Background } from './background.js';
import type { Word, Words } from './words.js';

/** A question's content word with its weight. */
export interface Term {
  readonly word: Word;
  /** Inverse document frequency, 0 to 1. */
  readonly weight: number;
  /** Its neighbours in the question written with it as one word (`wi fi` → `wifi`). */
  readonly joins: readonly string[];
}

export function termsOf(question: Words, content: readonly Word[], background: Background): Term[] {
  return content.map((word) => {
    const at = question.list.findIndex((other) => other.stem === word.stem);
    const before = question.list[at - 1];
    const after = question.list[at + 1];
    return {
      word,
      weight: background.idf(word.stem),
      joins: [...(before ? [before.surface + word.surface] : []), ...(after ? [word.surface + after.surface] : [])],
    };
  });
}

/**
 * How surely a text speaks of a term, 0 to 1: the same stem or the same word spelled apart 1, a longer or shorter form of
 * it 0.7, a likely misspelling 0.8. Only words that general English lacks are taken for misspellings, else `five` would
 * match `fire`.
 */
export function credit(term: Term, text: Words, background: Background): number {
  const { stem, surface } = term.word;
  if (text.stems.has(stem) || text.joined.has(surface) || term.joins.some((join) => text.stems.has(join))) return 1;
  let best = 0;
  const misspelled = surface.length >= 5 && !background.knows(stem);
  for (const other of text.stems) {
    if (isFormOf(stem, other)) best = Math.max(best, 0.7);
    else if (misspelled && other.startsWith(stem.charAt(0)) && withinEdits(stem, other, stem.length >= 8 ? 2 : 1))
      return 0.8;
  }
  return best;
}

function isFormOf(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 4 && long.length - short.length <= 4 && long.startsWith(short) && !/\d/.test(long);
}

/** True when at most `limit` insertions, deletions, replacements or swaps of neighbours turn `a` into `b`. */
export function withinEdits(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    if (Math.min(...row) > limit) return false;
    beforeLast = last;
    last = row;
  }
  return (last[b.length] ?? Infinity) <= limit;
}
