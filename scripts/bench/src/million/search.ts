import { memoryUsage } from 'node:process';
import { mean, percentile } from '@personal-assistant/measuring';
import { HybridRetriever, PassageTable, searchText } from '@personal-assistant/prediction/evaluation';
import { type Timing, timing } from '../timing.js';

/** Passages that answering looks up, and hits of each of the two searches. */
const RETRIEVED = 20;
const CANDIDATES = 30;
/** Of these the recall is counted. */
const NEAREST = 10;
const COLD = 20;
/** All questions, so often: the second time each is warm. */
const ROUNDS = 3;
const AT_ONCE = 4;

export interface Searches {
  /** Resident bytes of this process, LanceDB's caches included. */
  readonly memory: { readonly beforeBytes: number; readonly afterBytes: number };
  readonly searches: {
    readonly firstMs: number;
    /** The first searches of a process; the files may be in the system's cache from writing them. */
    readonly cold: Timing;
    readonly warm: Timing;
    readonly vector: Timing;
    readonly words: Timing;
    readonly parallel: Timing;
  };
  /** Share of the ten nearest by exact search that the vector search finds. */
  readonly recallAt10: { readonly mean: number; readonly p5: number; readonly questions: number };
}

/** Searches the table in `directory` as the prediction service does. */
export async function search(
  directory: string,
  questions: readonly string[],
  vectors: readonly (readonly number[])[],
  nearest: readonly (readonly number[])[],
): Promise<Searches> {
  const beforeBytes = memoryUsage.rss();
  const table = await PassageTable.open(directory);
  try {
    const retriever = new HybridRetriever(table);
    const asked = questions.map((text, i) => ({ text, vector: Float32Array.from(vectors[i] ?? []) }));
    const hybrid = ({ text, vector }: (typeof asked)[number]) =>
      timed(() => retriever.retrieve(text, vector, RETRIEVED));
    const firstTimes = await inTurn(asked, hybrid);
    const rounds = Array.from({ length: ROUNDS - 1 }, () => asked).flat();
    const warm = await inTurn(rounds, hybrid);
    const vector = await inTurn(asked, (one) => timed(() => table.searchVector(one.vector, CANDIDATES)));
    const words = await inTurn(asked, (one) => timed(() => table.searchWords(searchText(one.text), CANDIDATES)));
    const parallel = await severalAtOnce(rounds, hybrid);
    const recalls = await inTurn([...asked.entries()], async ([i, one]) => {
      const found = (await table.searchVector(one.vector, CANDIDATES)).slice(0, NEAREST);
      const wanted = nearest[i] ?? [];
      return found.filter(({ id }) => wanted.includes(id)).length / NEAREST;
    });
    return {
      memory: { beforeBytes, afterBytes: memoryUsage.rss() },
      searches: {
        firstMs: firstTimes[0] ?? NaN,
        cold: timing(firstTimes.slice(0, COLD)),
        warm: timing(warm),
        vector: timing(vector),
        words: timing(words),
        parallel: timing(parallel),
      },
      recallAt10: { mean: mean(recalls) ?? NaN, p5: percentile(recalls, 0.05) ?? NaN, questions: recalls.length },
    };
  } finally {
    table.close();
  }
}

/** Milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function severalAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const left = items.values();
  const results: R[] = [];
  const worker = async () => {
    for (const item of left) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
