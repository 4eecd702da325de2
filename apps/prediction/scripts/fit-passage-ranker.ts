/**
 * Makes `weights/passage-ranker.json` from `reading-train.jsonl.gz`, and prints how often the first passages hold the answer, there
 * and in `reading-dev.jsonl.gz`, by reciprocal ranks and by the fitted weights.
 *
 *     npm run fit:ranker --workspace apps/prediction -- <folder with reading-*.jsonl.gz> <models/base> <cache folder>
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { Random } from '../src/measuring/random.js';
import { codePointCount } from '../src/retrieval/code-points.js';
import { HybridRetriever } from '../src/retrieval/hybrid-retriever.js';
import {
  PassageRanker,
  RANKING,
  type RankingFeatures,
  type RankerWeights,
  score,
} from '../src/retrieval/passage-ranker.js';
import { PassageTable } from '../src/retrieval/passage-table.js';
import { loadBackground } from '../src/reading/reading.assets.js';
import { writeWindows } from '../src/testing/version-fixture.js';
import { minimise } from './minimise.js';
import { openEmbedder, windowedContexts } from './fitting-inputs.js';
import { DOMAINS, type WindowedContext } from './span-workspaces.js';

const SEED = 20261122;
/** More than both searches together give. */
const ALL = 60;
const TRAIN_PLANS = [
  { size: 100, count: 24, questions: 60 },
  { size: 400, count: 8, questions: 150 },
  { size: 1000, count: 4, questions: 300 },
];
const REPORTED = [1, 2, 4, 6, 8, 10, 12];

const [data, baseModels, cache, output = 'weights'] = argv.slice(2);
if (!data || !baseModels || !cache) {
  stdout.write('usage: fit-passage-ranker <data folder> <models/base> <cache folder> [output folder]\n');
  exit(1);
}
const print = (line: string) => stdout.write(`${line}\n`);

/** What was found for one question, in the order of reciprocal ranks. */
interface Found {
  readonly domain: string;
  readonly passages: readonly { features: RankingFeatures; gold: boolean }[];
}

const embedder = await openEmbedder(baseModels, cache);
const background = await loadBackground(new URL('../../../weights/', import.meta.url));
const ranker = () => new PassageRanker(background, { about: '', rank: {} as RankerWeights['rank'] });

const train = windowedContexts('train', data, baseModels, cache);
const random = new Random(SEED);
const found: Found[] = [];
for (const { size, count, questions } of TRAIN_PLANS) {
  for (let i = 0; i < count; i++) {
    const domain = random.pick(DOMAINS);
    const pool = random.next() < 0.3 ? train : train.filter((context) => context.domain === domain);
    const taught = asking(pool, size, random);
    found.push(...(await search(taught, ({ unseen }) => unseen, questions, random)));
  }
}
const weights: RankerWeights = {
  about: `Fitted by scripts/fit-passage-ranker.ts (seed ${SEED}) on ${found.length} questions of reading-train.jsonl.gz that nothing was trained on, in simulated workspaces of 100 to 1,000 texts.`,
  rank: fit(found),
};
writeFileSync(join(output, 'passage-ranker.json'), `${JSON.stringify(weights, null, 2)}\n`);
report('train', found);
const SHIFTS = new Set(['new_wiki', 'reddit', 'amazon_reviews']);
const shifts = windowedContexts('dev', data, baseModels, cache).filter(({ domain }) => SHIFTS.has(domain));
const dev = await search(shifts, () => true, 2000, new Random(SEED + 1));
report('dev', dev);
for (const domain of SHIFTS)
  report(
    `dev, ${domain}`,
    dev.filter((item) => item.domain === domain),
  );
embedder.close();

/** A workspace of `size` contexts; as many of them as may be asked about, half of it at most. */
function asking(pool: readonly WindowedContext[], size: number, generator: Random): WindowedContext[] {
  const askable = generator.sample(
    pool.filter(({ unseen }) => unseen),
    Math.floor(size / 2),
  );
  const others = pool.filter(({ unseen }) => !unseen);
  return [...askable, ...generator.sample(others, size - askable.length)];
}

async function search(
  taught: readonly WindowedContext[],
  askable: (context: WindowedContext) => boolean,
  questions: number,
  generator: Random,
): Promise<Found[]> {
  const directory = mkdtempSync(join(tmpdir(), 'fit-'));
  await writeWindows(
    directory,
    taught.flatMap(({ windows }) => windows),
    embedder,
  );
  const table = await PassageTable.open(directory);
  const retriever = new HybridRetriever(table);
  const measuring = ranker();
  const asked = generator.sample(
    taught.filter(askable).flatMap((context) => context.questions.map((question) => ({ context, question }))),
    questions,
  );
  const results: Found[] = [];
  for (const { context, question } of asked) {
    const vector = await embedder.embed(question.text, 'live');
    const passages = await retriever.retrieve(question.text, vector, ALL);
    const features = measuring.measure(question.text, vector, passages);
    results.push({
      domain: context.domain,
      passages: features.map((measured, i) => {
        const { trainDataId, start = 0, text = '' } = passages[i] ?? {};
        const inside = question.answers.some(
          (answer) =>
            answer.start >= start && answer.start + codePointCount(answer.text) <= start + codePointCount(text),
        );
        return { features: measured, gold: trainDataId === context.order && inside };
      }),
    });
  }
  table.close();
  rmSync(directory, { recursive: true });
  return results;
}

/** Softmax over the passages of a question; the loss is what those with the answer leave of the probability. */
function fit(questions: readonly Found[]): RankerWeights['rank'] {
  const lists = questions
    .filter(({ passages }) => passages.some(({ gold }) => gold))
    .map(({ passages }) => passages.map(({ features, gold }) => ({ x: RANKING.map((name) => features[name]), gold })));
  const parameters = minimise(RANKING.length, 1e-4, (w, out) => {
    for (const list of lists) {
      const scores = list.map(({ x }) => x.reduce((sum, value, i) => sum + value * (w[i] ?? 0), 0));
      const highest = Math.max(...scores);
      const shares = scores.map((value) => Math.exp(value - highest));
      const all = shares.reduce((a, b) => a + b, 0);
      const gold = shares.reduce((sum, share, i) => sum + (list[i]?.gold ? share : 0), 0);
      list.forEach(({ x, gold: isGold }, i) => {
        const share = shares[i] ?? 0;
        const pull = (share / all - (isGold ? share / gold : 0)) / lists.length;
        x.forEach((value, j) => (out[j] = (out[j] ?? 0) + pull * value));
      });
    }
  });
  return Object.fromEntries(
    RANKING.map((name, i) => [name, Number((parameters[i] ?? 0).toFixed(4))]),
  ) as RankerWeights['rank'];
}

function report(name: string, questions: readonly Found[]): void {
  const recall = (order: (list: Found['passages']) => Found['passages']) =>
    REPORTED.map((k) => {
      const hits = questions.filter(({ passages }) =>
        order(passages)
          .slice(0, k)
          .some(({ gold }) => gold),
      );
      return `@${k} ${((100 * hits.length) / questions.length).toFixed(1)}`;
    }).join(' ');
  print(`${name} (${questions.length}) reciprocal ranks ${recall((list) => list)}`);
  print(
    `${name} (${questions.length}) fitted           ${recall((list) =>
      [...list].sort((a, b) => score(weights, b.features) - score(weights, a.features)),
    )}`,
  );
}
