/**
 * Makes `confidence.json` of a reader from `reading-train.jsonl.gz`, names it in the reader's checksums, and prints how it does
 * on it and on `reading-dev.jsonl.gz`. Questions are only about contexts that the reader was never trained on.
 *
 *     npm run fit:reader --workspace apps/prediction -- <folder with reading-*.jsonl.gz> <models/base> <cache folder>
 *         [--reader <folder>] [--reads <passages>] [--enough <chance>] [--wide <passages>]
 *         [--part <share of the workspaces>] [--sweep] [--dump <file>]
 *
 * `--sweep` also prints what fewer passages would give; `--dump` writes what was measured of every span, to try other models
 * on. The cache keeps windows, vectors and readings, each under its model's name: a second run takes a minute.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { Random } from '../src/measuring/random.js';
import { type Judgement, unfitted } from '../src/reading/judgement.js';
import type { TextWindows } from '../src/retrieval/passage.js';
import { PassageRanker } from '../src/retrieval/passage-ranker.js';
import { OnnxPassageReader } from '../src/reading/reader-model.js';
import { loadBackground, loadRankerWeights } from '../src/reading/reading.assets.js';
import { SpanReader } from '../src/reading/span-reader.js';
import { CachedReader } from './cached-reader.js';
import { openEmbedder, windowedContexts } from './fitting-inputs.js';
import { decided, fitCalibration, fitWeights, heldOut } from './span-fitting.js';
import { type Outcome, outcomes, report } from './span-measures.js';
import { sizeGroups, thresholdsOf } from './thresholds.js';
import {
  planEvaluations,
  planSpanWorkspace,
  probeSpans,
  readLess,
  type SpanProbe,
  type WindowedContext,
} from './span-workspaces.js';

const SEED = 20261122;
/** Passages that are read, unless said otherwise; what they cost and give is in docs/experiments.md. */
const READS = 6;
/** Chance of having read the passage that answers from which on no more are read. */
const ENOUGH = 0.75;
/** Of them, how many are read once more with what stands around them. */
const READ_WIDELY = 2;
const SWEPT = [4, 6, 8, 12].flatMap((most) => [0.7, 0.8, 0.9, 0.95, 1].map((enough) => ({ most, enough })));
/** Workspaces: texts in each, how many, questions of either kind in each. */
const TRAIN_PLANS = [
  { size: 1, count: 120, questions: 5 },
  { size: 4, count: 60, questions: 10 },
  { size: 20, count: 48, questions: 30 },
  { size: 100, count: 24, questions: 80 },
  { size: 400, count: 12, questions: 200 },
  { size: 1500, count: 4, questions: 400 },
];
const DEV_PLANS = [
  { size: 1, count: 40, questions: 5 },
  { size: 4, count: 20, questions: 10 },
  { size: 20, count: 8, questions: 30 },
  { size: 100, count: 4, questions: 80 },
];
/** Answerable questions to each workspace like that of `npm run evaluate`. */
const EVALUATION_QUESTIONS = 800;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    reader: { type: 'string' },
    reads: { type: 'string', default: `${READS}` },
    enough: { type: 'string', default: `${ENOUGH}` },
    wide: { type: 'string', default: `${READ_WIDELY}` },
    part: { type: 'string', default: '1' },
    sweep: { type: 'boolean', default: false },
    dump: { type: 'string' },
  },
});
const [data, baseModels, cache] = positionals;
if (!data || !baseModels || !cache) {
  stdout.write('usage: fit-span-reader <data folder> <models/base> <cache folder> [options]\n');
  exit(1);
}
const readerFolder = options.reader ?? join(baseModels, 'reader');
const reads = Number(options.reads);
const enough = Number(options.enough);
const wide = Number(options.wide);
const part = Number(options.part);
const print = (line: string) => stdout.write(`${line}\n`);

const embedder = await openEmbedder(baseModels, cache);
const model = new CachedReader(await OnnxPassageReader.load(readerFolder), cache);
const WEIGHTS = new URL('../../../weights/', import.meta.url);
const background = await loadBackground(WEIGHTS);
const ranking = await loadRankerWeights(WEIGHTS);
const createRanker = () => new PassageRanker(background, ranking);
const createReader = (passages: number, texts: TextWindows) =>
  new SpanReader(model, background, unfitted(model.identity), passages, texts);

const train = windowedContexts('train', data, baseModels, cache);
const probes = await probe(train, (context) => context.unseen, TRAIN_PLANS, new Random(SEED));
const held = heldOut(probes, wide);
const calibration = fitCalibration(held);
const weights = fitWeights(probes, wide);
const results = outcomes(held, calibration);
const judgement: Judgement = {
  about: `Made by apps/prediction/scripts/fit-span-reader.ts (seed ${SEED}) from ${probes.length} questions of reading-train.jsonl.gz that the reader was not trained on, in simulated workspaces of 1 to 1,500 texts.`,
  reader: { ...model.identity },
  passages: reads,
  enough,
  ...weights,
  calibration,
  thresholds: thresholdsOf(sizeGroups(results)),
};
writeJudgement(readerFolder, judgement);
print(JSON.stringify(judgement));
summarise('train, held out', results);
const devContexts = windowedContexts('dev', data, baseModels, cache);
const devProbes = await probe(devContexts, () => true, DEV_PLANS, new Random(SEED + 1));
summarise('dev', outcomes(decided(devProbes, judgement), calibration));
const dev: SpanProbe[] = [];
for (const plan of planEvaluations(devContexts, EVALUATION_QUESTIONS, new Random(SEED + 2))) {
  dev.push(...(await probeSpans(plan, embedder, createRanker, createReader, reads, enough)));
}
summarise('dev, as evaluated', outcomes(decided(dev, judgement), calibration));
if (options.sweep) sweep();
if (options.dump) writeFileSync(options.dump, JSON.stringify({ train: probes, dev }));
model.close();
embedder.close();

function sweep(): void {
  for (const { most, enough: until } of SWEPT.filter((swept) => swept.most <= reads)) {
    const [own, shown] = [readLess(probes, most, until), readLess(dev, most, until)];
    const read = shown.reduce((sum, { shares }) => sum + shares.length, 0) / shown.length;
    const fitted = heldOut(own, wide);
    const curve = fitCalibration(fitted);
    print(report(`${most} read, ${until}, train`, outcomes(fitted, curve)));
    const less = fitWeights(own, wide);
    print(report(`${most} read, ${until}, dev (${read.toFixed(1)})`, outcomes(decided(shown, less), curve)));
  }
}

async function probe(
  contexts: readonly WindowedContext[],
  askable: (context: WindowedContext) => boolean,
  plans: typeof TRAIN_PLANS,
  random: Random,
): Promise<SpanProbe[]> {
  const found: SpanProbe[] = [];
  for (const { size, count, questions } of plans) {
    const some = Math.ceil(count * part);
    const each = Math.ceil((questions * Math.min(count, count * part)) / some);
    for (let i = 0; i < some; i++) {
      const plan = planSpanWorkspace(contexts, askable, size, each, random);
      found.push(...(await probeSpans(plan, embedder, createRanker, createReader, reads, enough)));
    }
    print(`probed ${some} workspaces of ${size}`);
  }
  return found;
}

function summarise(name: string, measured: readonly Outcome[]): void {
  const all = measured.filter(({ probe }) => !probe.nearMiss);
  print(report(name, all));
  if (measured.length > all.length) {
    const near = measured.filter(({ probe }) => probe.answerable || probe.nearMiss);
    print(report(`${name}, near misses`, near));
  }
  for (const { passages, results: own } of sizeGroups(all)) print(report(`${name}, ${passages} passages`, own));
  for (const domain of new Set(all.map((item) => item.probe.domain))) {
    print(
      report(
        `${name}, ${domain}`,
        all.filter((item) => item.probe.domain === domain),
      ),
    );
  }
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
