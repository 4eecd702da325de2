import { createHash } from 'node:crypto';
import { DataError, type Example } from '@personal-assistant/measuring';

export interface SelectionOptions {
  /** Only these domains; all when empty. */
  readonly domains: readonly string[];
  /** Share of the contexts that is not taught, 0 to below 1. */
  readonly holdout: number;
  /** Most questions that are asked. */
  readonly limit?: number;
}

export interface AskedQuestion extends Example {
  /** Whether its context is taught, and answers it. */
  readonly answerable: boolean;
}

/** What is taught and asked. */
export interface Selection {
  /** Each context once, in file order. */
  readonly taught: readonly string[];
  readonly heldOut: readonly string[];
  readonly questions: readonly AskedQuestion[];
}

/**
 * Chooses by hashes of the texts alone, so the same question is asked, and the same context left out, on every machine and
 * in every run, also beside other domains and with another limit.
 *
 * @throws DataError when a domain is not in the data or nothing is left to teach or ask
 */
export function select(examples: readonly Example[], { domains, holdout, limit }: SelectionOptions): Selection {
  const known = new Set(examples.map(({ domain }) => domain));
  const unknown = domains.filter((domain) => !known.has(domain));
  if (unknown.length > 0) {
    throw new DataError(`No examples of the domain ${unknown.join(', ')}; there are ${[...known].join(', ')}.`);
  }
  const chosen = domains.length === 0 ? examples : examples.filter(({ domain }) => domains.includes(domain));
  const contexts = [...new Set(chosen.map(({ context }) => context))];
  const out = new Set(contexts.filter((context) => place('holdout', context) < holdout));
  const taught = contexts.filter((context) => !out.has(context));
  if (taught.length === 0) throw new DataError(`--holdout ${holdout} leaves no context to teach.`);
  const questions = chosen
    .map((example) => ({ ...example, answerable: !out.has(example.context) && example.answers.length > 0 }))
    .map((question) => ({ question, at: place('question', `${question.question}\n${question.context}`) }))
    .sort((a, b) => a.at - b.at)
    .slice(0, limit)
    .map(({ question }) => question);
  return { taught, heldOut: [...out], questions };
}

/** Where a text lies between 0 and 1, by its hash. */
function place(purpose: string, text: string): number {
  const hash = createHash('sha256').update(purpose).update('\0').update(text).digest();
  return hash.readUIntBE(0, 6) / 2 ** 48;
}
