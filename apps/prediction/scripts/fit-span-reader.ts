/**
 * Makes `confidence.json` of a reader from `reading-train.jsonl.gz`, names it in the reader's checksums, and prints how it does
 * on it and on `reading-dev.jsonl.gz`. Questions are only about contexts that the reader was never trained on.
 *
 *     npm run fit:reader --workspace apps/prediction -- <folder with reading-*.jsonl.gz> <models/base> <cache folder> [reader folder] [part of the workspaces, such as 0.2]
 *
 * The cache keeps windows, vectors and readings, each under its model's name: a second run takes a minute.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv, env, exit, stdout } from 'node:process';
import { type Judgement, unfitted } from '../src/reading/judgement.js';
import { OnnxPassageReader } from '../src/reading/reader-model.js';
import { loadBackground } from '../src/reading/reading.assets.js';
import { SpanReader } from '../src/reading/span-reader.js';
import { OnnxEmbedder } from '../src/retrieval/embedder.js';
import { CachedEmbedder } from './cached-embedder.js';
import { CachedReader } from './cached-reader.js';
import { Random, readContexts } from './reading-data.js';
import { decided, decisions, fitCalibration, fitDecision, fitRank, heldOut } from './span-fitting.js';
import { type Outcome, outcomes, report, thresholdAt } from './span-measures.js';
import { planSpanWorkspace, probeSpans, type SpanProbe, type WindowedContext, withWindows } from './span-workspaces.js';

const SEED = 20261122;
/** Passages that are read; what they cost and give is in docs/experiments.md. */
const READS = Number(env.READS ?? 8);
/** Workspaces: texts in each, how many, questions of either kind in each. */
const TRAIN_PLANS = [
  { size: 1, count: 120, questions: 5 },
  { size: 4, count: 60, questions: 10 },
  { size: 20, count: 24, questions: 30 },
  { size: 100, count: 10, questions: 80 },
  { size: 400, count: 4, questions: 200 },
  { size: 1500, count: 2, questions: 400 },
];
const DEV_PLANS = [
  { size: 1, count: 40, questions: 5 },
  { size: 4, count: 20, questions: 10 },
  { size: 20, count: 8, questions: 30 },
  { size: 100, count: 4, questions: 80 },
  { size: 300, count: 1, questions: 600 },
];
const SHARES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

const [data, baseModels, cache, readerFolder = baseModels && join(baseModels, 'reader'), part = '1'] = argv.slice(2);
if (!data || !baseModels || !cache || !readerFolder) {
  stdout.write(
    'usage: fit-span-reader <data folder> <models/base> <cache folder> [reader folder] [part of the workspaces = 1]\n',
  );
  exit(1);
}
const print = (line: string) => stdout.write(`${line}\n`);
mkdirSync(cache, { recursive: true });
const ROOT = resolve(import.meta.dirname, '../../../../..');

const embedder = await openEmbedder(join(baseModels, 'embedder'), cache);
const model = new CachedReader(await OnnxPassageReader.load(readerFolder), cache);
const background = await loadBackground(new URL('../../../weights/', import.meta.url));
const createReader = (passages: number) => new SpanReader(model, background, unfitted(model.identity), passages);

const train = contextsOf('train');
const probes = await probe(train, (context) => context.unseen, TRAIN_PLANS, new Random(SEED));
const held = heldOut(probes);
const calibration = fitCalibration(held);
const rank = fitRank(probes);
const decide = fitDecision(decisions(probes, rank));
const results = outcomes(held, calibration);
const judgement: Judgement = {
  about: `Made by apps/prediction/scripts/fit-span-reader.ts (seed ${SEED}) from ${probes.length} questions of reading-train.jsonl.gz that the reader was not trained on, in simulated workspaces of 1 to 1,500 texts.`,
  reader: { ...model.identity },
  passages: READS,
  rank,
  decide,
  calibration,
  thresholds: sizesOf(results).map((size) => {
    const own = results.filter(({ probe: { size: texts } }) => texts === size);
    const passages = own.map((item) => item.probe.passages).sort((a, b) => a - b)[own.length >> 1] ?? 1;
    return { passages, byShare: SHARES.map((share): [number, number] => [share, round(thresholdAt(own, share))]) };
  }),
};
writeJudgement(readerFolder, judgement);
print(JSON.stringify(judgement));
summarise('train, held out', results);
const dev = await probe(contextsOf('dev'), () => true, DEV_PLANS, new Random(SEED + 1));
summarise('dev', outcomes(decided(dev, judgement), calibration));
model.close();
embedder.close();

async function openEmbedder(folder: string, cacheFolder: string): Promise<CachedEmbedder> {
  const onnx = await OnnxEmbedder.load(folder);
  return new CachedEmbedder(onnx, join(cacheFolder, `vectors-${onnx.identity.sha256.slice(0, 12)}.bin`));
}

function contextsOf(name: string): WindowedContext[] {
  const file = join(resolve(data ?? ''), `reading-${name}.jsonl.gz`);
  const windows = join(resolve(cache ?? ''), `windows-${name}.jsonl`);
  if (!existsSync(windows)) {
    const script = join(ROOT, 'apps/prediction/scripts/split_contexts.py');
    const embedderFolder = join(resolve(baseModels ?? ''), 'embedder');
    execFileSync(join(ROOT, 'train/.venv/bin/python'), [script, file, embedderFolder, windows], {
      env: { ...env, PYTHONPATH: join(ROOT, 'train') },
    });
  }
  return withWindows(readContexts(file), windows);
}

async function probe(
  contexts: readonly WindowedContext[],
  askable: (context: WindowedContext) => boolean,
  plans: typeof TRAIN_PLANS,
  random: Random,
): Promise<SpanProbe[]> {
  const found: SpanProbe[] = [];
  for (const { size, count, questions } of plans) {
    const some = Math.ceil(count * Number(part));
    const each = Math.ceil((questions * Math.min(count, count * Number(part))) / some);
    for (let i = 0; i < some; i++) {
      const plan = planSpanWorkspace(contexts, askable, size, each, random);
      found.push(...(await probeSpans(plan, embedder, createReader, READS)));
    }
    print(`probed ${some} workspaces of ${size}`);
  }
  return found;
}

function summarise(name: string, all: readonly Outcome[]): void {
  print(report(name, all));
  for (const size of sizesOf(all)) {
    print(
      report(
        `${name}, ${size} texts`,
        all.filter((item) => item.probe.size === size),
      ),
    );
  }
  for (const domain of new Set(all.map((item) => item.probe.domain))) {
    print(
      report(
        `${name}, ${domain}`,
        all.filter((item) => item.probe.domain === domain),
      ),
    );
  }
}

function sizesOf(all: readonly Outcome[]): number[] {
  return [...new Set(all.map((item) => item.probe.size))].filter(
    (size) => all.filter((item) => item.probe.size === size).length >= 100,
  );
}

/** Writes the file and its checksum beside those of the model. */
function writeJudgement(folder: string, content: Judgement): void {
  const bytes = `${JSON.stringify(content, null, 2)}\n`;
  writeFileSync(join(folder, 'confidence.json'), bytes);
  const path = join(folder, 'checksums.json');
  const checksums = JSON.parse(readFileSync(path, 'utf8')) as { sha256: Record<string, string> };
  checksums.sha256['confidence.json'] = createHash('sha256').update(bytes).digest('hex');
  const sorted = Object.entries(checksums.sha256).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(path, `${JSON.stringify({ ...checksums, sha256: Object.fromEntries(sorted) }, null, 2)}\n`);
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
