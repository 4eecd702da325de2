/** A piece of an answer that stands before its citation marks. */
export interface Claim {
  readonly text: string;
  /** Numbers of the passages that it cites, from 1; empty when it cites none. */
  readonly marks: readonly number[];
}

/** `[2]`, `[1, 3]`, `[1-3]`, `【2】`, `[passage 2]`, `[^2]`. */
const MARK = /[[【]\s*\^?(?:passages?\s*)?(\d{1,3}(?:\s*[-–,;&]\s*\d{1,3})*)\s*[\]】]/giu;
const MARKS_AFTER_STOP = /([.!?…。！？]+["'”’)]*)\s*((?:\[\d+\]\s*)+)/gu;
const SENTENCES = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** The answer with every citation in the form `[2]`, before the full stop; those that name no passage are gone. */
export function withPlainMarks(answer: string, passages: number): string {
  return answer
    .replace(MARK, (_, numbers: string) =>
      numbersIn(numbers)
        .filter((number) => number >= 1 && number <= passages)
        .map((number) => `[${number}]`)
        .join(''),
    )
    .replace(MARKS_AFTER_STOP, (_, stop: string, marks: string) => ` ${marks.replace(/\s+/gu, '')}${stop} `)
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ (?=[.!?,;:](?:\s|$))/gu, '')
    .trim();
}

/**
 * Cuts an answer with plain marks into what each citation has to support: a sentence, or the part of it up to a mark. What
 * has no mark of its own shares those of the next piece in its paragraph, else of the one before.
 */
export function claimsOf(answer: string): Claim[] {
  return answer.split(/\n+/u).flatMap((paragraph) => {
    const pieces = [...SENTENCES.segment(paragraph)].flatMap(({ segment }) => piecesOf(segment));
    const shared: Claim[] = [];
    let next: readonly number[] = pieces.findLast(({ marks }) => marks.length > 0)?.marks ?? [];
    for (const { text, marks } of pieces.toReversed()) {
      if (marks.length > 0) next = marks;
      if (/[\p{L}\p{N}]/u.test(text)) shared.unshift({ text, marks: next });
    }
    return shared;
  });
}

/** Gives the marks new numbers, drops those without one, and joins repeated ones. */
export function renumbered(answer: string, numbersOf: (mark: number) => readonly number[]): string {
  return answer
    .replace(/\s*((?:\[\d+\])+)/gu, (_, marks: string) => {
      const numbers = numbersIn(marks).flatMap((mark) => numbersOf(mark));
      const unique = [...new Set(numbers)].sort((a, b) => a - b);
      return unique.length === 0 ? '' : ` ${unique.map((number) => `[${number}]`).join('')}`;
    })
    .trim();
}

function piecesOf(sentence: string): Claim[] {
  const pieces: Claim[] = [];
  let from = 0;
  for (const match of sentence.matchAll(/(?:\[\d+\])+/gu)) {
    pieces.push({ text: sentence.slice(from, match.index).trim(), marks: numbersIn(match[0]) });
    from = match.index + match[0].length;
  }
  pieces.push({ text: sentence.slice(from).trim(), marks: [] });
  return pieces;
}

/** `1, 3-5` → 1, 3, 4, 5. */
function numbersIn(text: string): number[] {
  return [...text.matchAll(/(\d+)(?:\s*[-–]\s*(\d+))?/gu)].flatMap(([, first, last]) => {
    const from = Number(first);
    const length = Math.min(Math.max(Number(last ?? first) - from + 1, 1), 20);
    return Array.from({ length }, (_, i) => from + i);
  });
}
