import type { PassageReader, PassageReading } from '../reading/reader-model.js';
import { codePointCount } from '../retrieval/code-points.js';
import type { Range } from '../retrieval/passage.js';

/** What a {@link FakePassageReader} sees in a passage: the answer and how sure it is of it. */
export interface Seen {
  readonly answer: string;
  /** Logit of the answer's first and last piece. */
  readonly logit: number;
  readonly answerable: number;
}

/** Finds in each passage the words that it is told to find; pieces are characters. Remembers what it read. */
export class FakePassageReader implements PassageReader {
  readonly identity = { name: 'fake-reader', sha256: 'a'.repeat(64) };
  readonly asked: [question: string, passage: string][] = [];

  /** @param seen by a part of the passage's text. */
  constructor(private readonly seen: Readonly<Record<string, Seen>>) {}

  read(question: string, passage: string): Promise<PassageReading> {
    this.asked.push([question, passage]);
    const characters = Array.from(passage);
    const pieces = characters.map((_, start): Range => ({ start, end: start + 1 }));
    const starts = new Float32Array(characters.length);
    const ends = new Float32Array(characters.length);
    let answerable = -5;
    for (const [part, { answer, logit, ...seen }] of Object.entries(this.seen)) {
      const units = passage.indexOf(answer);
      if (!passage.includes(part) || units === -1) continue;
      const first = codePointCount(passage.slice(0, units));
      starts[first] = logit;
      ends[first + codePointCount(answer) - 1] = logit;
      answerable = Math.max(answerable, seen.answerable);
    }
    return Promise.resolve({ pieces, starts, ends, none: 0, answerable });
  }
}
