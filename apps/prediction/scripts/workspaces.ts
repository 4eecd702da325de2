import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '../src/measuring/random.js';
import { codePointCount, sliceCodePoints } from '../src/retrieval/code-points.js';
import type { Embedder } from '../src/retrieval/embedder.js';
import { HybridRetriever } from '../src/retrieval/hybrid-retriever.js';
import type { RetrievedPassage } from '../src/retrieval/passage.js';
import { PassageTable } from '../src/retrieval/passage-table.js';
import type { MeasuredSentence, SentenceReader } from '../src/reading/sentence-reader.js';
import { sentencesOf, writePassages } from '../src/testing/version-fixture.js';
import type { Context, Question } from './reading-data.js';

/** Passages that are read, as in `versions/version.ts`. */
const READ = 6;
const RETRIEVED = 20;

/** A question put to a workspace that was, or was not, taught its context. */
export interface Probe {
  readonly size: number;
  readonly domain: string;
  readonly question: Question;
  readonly answerable: boolean;
  /** Rank of the first retrieved passage of the right text that holds an answer, from 1. */
  readonly goldRank: number | undefined;
  readonly sentences: readonly (MeasuredSentence & { gold: boolean })[];
}

export interface WorkspacePlan {
  readonly taught: readonly Context[];
  readonly answerable: readonly { context: Context; question: Question }[];
  readonly unanswerable: readonly { context: Context; question: Question }[];
}

/**
 * A workspace of `size` contexts. Half of the questions that it cannot answer come from neighbours of what it was taught
 * (often the same article or book), half from anywhere.
 */
export function planWorkspace(all: readonly Context[], size: number, questions: number, random: Random): WorkspacePlan {
  const mixed = random.next() < 0.5;
  const domain = random.sample(all, 1)[0]?.domain;
  const sameDomain = all.filter((context) => context.domain === domain);
  // A domain that would be taught whole has nothing left to ask that was not taught.
  const pool = mixed || sameDomain.length < size * 2 ? all : sameDomain;
  const taught = random.sample(pool, size);
  const inside = new Set(taught);
  const neighbours = taught
    .flatMap(({ order }) => [-2, -1, 1, 2].map((step) => all[order + step]))
    .filter((context): context is Context => context !== undefined && !inside.has(context));
  const others = all.filter((context) => !inside.has(context));
  return {
    taught,
    answerable: draw(taught, questions, random),
    unanswerable: [
      ...draw(neighbours, Math.ceil(questions / 2), random),
      ...draw(others, Math.floor(questions / 2), random),
    ],
  };
}

function draw(contexts: readonly Context[], count: number, random: Random) {
  return Array.from({ length: contexts.length === 0 ? 0 : count }, () => {
    const context = random.pick(contexts);
    return { context, question: random.pick(context.questions) };
  });
}

/** Writes the workspace's table and measures every sentence that would be read for each question. */
export async function probeWorkspace(
  plan: WorkspacePlan,
  embedder: Embedder,
  reader: SentenceReader,
): Promise<Probe[]> {
  const directory = await mkdtemp(join(tmpdir(), 'fit-'));
  try {
    await writePassages(
      directory,
      plan.taught.map(({ order, text }) => ({ id: order, text })),
      embedder,
    );
    const table = await PassageTable.open(directory);
    const retriever = new HybridRetriever(table);
    const probe = async (
      { context, question }: { context: Context; question: Question },
      answerable: boolean,
    ): Promise<Probe> => {
      const vector = await embedder.embed(question.text, 'live');
      const passages = await retriever.retrieve(question.text, vector, RETRIEVED);
      const sentences = await reader.measure({ text: question.text, vector }, passages.slice(0, READ), 'live');
      const gold = answerable ? goldStarts(context, question) : new Set<number>();
      return {
        size: plan.taught.length,
        domain: context.domain,
        question,
        answerable,
        goldRank: answerable ? rankOf(passages, context.order, question) : undefined,
        sentences: sentences.map((s) => ({ ...s, gold: s.trainDataId === context.order && gold.has(s.start) })),
      };
    };
    const probes: Probe[] = [];
    for (const item of plan.answerable) probes.push(await probe(item, true));
    for (const item of plan.unanswerable) probes.push(await probe(item, false));
    table.close();
    return probes;
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Where the sentences that overlap an annotated answer begin. */
function goldStarts({ text }: Context, { answers }: Question): Set<number> {
  return new Set(
    sentencesOf(text)
      .filter(({ start, end }) =>
        answers.some((answer) => answer.start < end && answer.start + codePointCount(answer.text) > start),
      )
      .map(({ start, end }) => {
        const part = sliceCodePoints(text, start, end);
        return start + part.length - part.trimStart().length;
      }),
  );
}

/** Where among the passages the right one of a text stands, from 1; `undefined` when it was not found. */
export function rankOf(passages: readonly RetrievedPassage[], id: number, { answers }: Question): number | undefined {
  const at = passages.findIndex(
    ({ trainDataId, start, text }) =>
      trainDataId === id &&
      answers.some((answer) => answer.start >= start && answer.start < start + codePointCount(text)),
  );
  return at === -1 ? undefined : at + 1;
}
