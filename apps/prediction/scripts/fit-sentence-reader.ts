/**
 * Makes `weights/background.json` and `weights/sentence-reader.json` from `reading-train.jsonl.gz`, and prints how they do
 * on it and on `reading-dev.jsonl.gz`.
 *
 *     npm run fit --workspace apps/prediction -- <folder with reading-*.jsonl.gz> <models/base> <embedding cache file>
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, exit, stdout } from 'node:process';
import { Random } from '../src/measuring/random.js';
import { Background } from '../src/reading/background.js';
import type { SentenceWeights } from '../src/reading/logistic.js';
import { SentenceReader } from '../src/reading/sentence-reader.js';
import { readWords } from '../src/reading/words.js';
import { OnnxEmbedder } from '../src/retrieval/embedder.js';
import { CachedEmbedder } from './cached-embedder.js';
import { fitDecision, fitRank } from './fitting.js';
import { report } from './measures.js';
import { type Context, readContexts } from './reading-data.js';
import { isUnseen } from './span-workspaces.js';
import { planWorkspace, type Probe, probeWorkspace } from './workspaces.js';

const SEED = 20261122;
/** Workspaces: texts in each, how many, questions of either kind in each. */
const TRAIN_PLANS = [
  { size: 1, count: 100, questions: 6 },
  { size: 4, count: 60, questions: 10 },
  { size: 20, count: 24, questions: 40 },
  { size: 100, count: 8, questions: 120 },
  { size: 240, count: 3, questions: 300 },
];
const DEV_PLANS = [
  { size: 1, count: 60, questions: 6 },
  { size: 4, count: 40, questions: 10 },
  { size: 20, count: 10, questions: 40 },
  { size: 100, count: 3, questions: 150 },
  { size: 410, count: 1, questions: 600 },
];
/** Rarer stems are as good as unseen, and names of people stay out of the file. */
const LEAST_COUNT = 8;

const [data, baseModels, cache, output = 'weights'] = argv.slice(2);
if (!data || !baseModels || !cache) {
  stdout.write('usage: fit-sentence-reader <data folder> <models/base> <cache file> [output folder]\n');
  exit(1);
}
const print = (line: string) => stdout.write(`${line}\n`);

const train = readContexts(join(data, 'reading-train.jsonl.gz'));
const backgroundFile = countBackground(train);
writeFileSync(join(output, 'background.json'), `${JSON.stringify(backgroundFile)}\n`);
const background = new Background(backgroundFile);

const embedder = new CachedEmbedder(await OnnxEmbedder.load(join(baseModels, 'embedder')), cache);
const NONE = {} as SentenceWeights;
const reader = new SentenceReader(embedder, background, NONE, Infinity);

const random = new Random(SEED);
// The embedder has seen the others: its cosines would look better than they are on what people will teach.
const pool = train.filter(({ text }) => isUnseen(text)).map((context, order) => ({ ...context, order }));
const trainProbes = await probes(pool, TRAIN_PLANS, random);
const rank = fitRank(trainProbes);
const weights: SentenceWeights = {
  about: `Fitted by scripts/fit-sentence-reader.ts (seed ${SEED}) on ${trainProbes.length} questions of reading-train.jsonl.gz that the embedder was not trained on, in simulated workspaces of 1 to 240 texts.`,
  rank,
  ...fitDecision(trainProbes, rank),
};
writeFileSync(join(output, 'sentence-reader.json'), `${JSON.stringify(weights, null, 2)}\n`);
print(JSON.stringify(weights));
summarise('train', trainProbes);
const dev = readContexts(join(data, 'reading-dev.jsonl.gz'));
summarise('dev', await probes(dev, DEV_PLANS, new Random(SEED + 1)));
embedder.close();

async function probes(contexts: readonly Context[], plans: typeof TRAIN_PLANS, generator: Random): Promise<Probe[]> {
  const found: Probe[] = [];
  for (const { size, count, questions } of plans) {
    for (let i = 0; i < count; i++) {
      found.push(...(await probeWorkspace(planWorkspace(contexts, size, questions, generator), embedder, reader)));
    }
    print(`probed ${count} workspaces of ${size}`);
  }
  return found;
}

function summarise(name: string, all: readonly Probe[]): void {
  print(report(name, all, weights));
  for (const size of new Set(all.map((probe) => probe.size))) {
    print(
      report(
        `${name}, ${size} texts`,
        all.filter((probe) => probe.size === size),
        weights,
      ),
    );
  }
  for (const domain of new Set(all.map((probe) => probe.domain))) {
    print(
      report(
        `${name}, ${domain}`,
        all.filter((probe) => probe.domain === domain),
        weights,
      ),
    );
  }
}

function countBackground(contexts: readonly Context[]) {
  const counts = new Map<string, number>();
  for (const { text, questions } of contexts) {
    const stems = new Set(readWords([text, ...questions.map((q) => q.text)].join('\n')).list.map((word) => word.stem));
    for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  const kept = [...counts].filter(([stem, count]) => count >= LEAST_COUNT && /^[a-z]+$/.test(stem));
  return {
    about:
      'Number of contexts (with their questions) of reading-train.jsonl.gz that have a stem; made by scripts/fit-sentence-reader.ts.',
    documents: contexts.length,
    counts: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
