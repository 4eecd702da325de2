import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export interface Question {
  readonly text: string;
  readonly answers: readonly { text: string; start: number }[];
}
/** A context with its questions. `order`: its place in the file; neighbours often speak of the same thing. */
export interface Context {
  readonly order: number;
  readonly domain: string;
  readonly text: string;
  readonly questions: Question[];
}

/** Contexts of `../shared/data/reading-*.jsonl.gz` in file order. */
export function readContexts(path: string): Context[] {
  const contexts = new Map<string, Context>();
  for (const line of gunzipSync(readFileSync(path)).toString('utf8').split('\n')) {
    if (line === '') continue;
    const row = JSON.parse(line) as { domain: string; context: string; question: string; answers: Question['answers'] };
    let context = contexts.get(row.context);
    if (!context) {
      context = { order: contexts.size, domain: row.domain, text: row.context, questions: [] };
      contexts.set(row.context, context);
    }
    context.questions.push({ text: row.question, answers: row.answers });
  }
  return [...contexts.values()];
}

/** Small seeded generator (mulberry32), so that every run draws the same. */
export class Random {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One of the items, of which there must be one. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** `count` different items, all of them in random order when there are fewer. */
  sample<T>(items: readonly T[], count: number): T[] {
    const copy = [...items];
    for (let i = 0; i < Math.min(count, copy.length); i++) {
      const j = i + this.below(copy.length - i);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy.slice(0, count);
  }
}
