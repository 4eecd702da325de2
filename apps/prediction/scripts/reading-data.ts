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
