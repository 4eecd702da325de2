/**
 * How long one question takes over a table of passages, and what the process weighs.
 *
 *     npm run bench --workspace apps/prediction -- [passages = 10000] [questions = 300]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { argv, memoryUsage, stdout } from 'node:process';
import { Random } from '../src/measuring/random.js';
import type { Embedder } from '../src/retrieval/embedder.js';
import { writePassages } from '../src/testing/version-fixture.js';
import { type Finding, Version } from '../src/versions/version.js';
import { loadVersionParts } from '../src/versions/version-parts.js';

const SUBJECTS =
  'printer laptop badge parking canteen invoice server meeting visitor parcel contract holiday training budget kitchen garden lift roof office team'.split(
    ' ',
  );
const VERBS = 'opens closes costs needs moves starts ends breaks returns expires'.split(' ');
const PLACES = 'Lisbon Porto Berlin Oslo Cairo Lima Quito Osaka Perth Dakar'.split(' ');

/** Random directions: what texts mean does not matter to the time, and 10,000 real vectors would take minutes. */
class RandomEmbedder implements Embedder {
  readonly identity = { name: 'random', sha256: '0'.repeat(64) };
  readonly dimensions = 384;

  constructor(private readonly random: Random) {}

  embed(): Promise<Float32Array> {
    const vector = Float32Array.from({ length: this.dimensions }, () => this.random.next() - 0.5);
    const length = Math.hypot(...vector);
    return Promise.resolve(vector.map((value) => value / length));
  }
}

const passages = Number(argv[2] ?? 10_000);
const questions = Number(argv[3] ?? 300);
const writeInto = argv[4];
const random = new Random(1);
const sentence = () =>
  `The ${random.pick(SUBJECTS)} ${random.below(900)} in ${random.pick(PLACES)} ${random.pick(VERBS)} at ${random.below(24)}:00 for the ${random.pick(SUBJECTS)} people.`;
const print = (line: string) => stdout.write(`${line}\n`);
const megabytes = () => `${Math.round(memoryUsage.rss() / 1e6)} MB`;

if (writeInto) {
  const texts = Array.from({ length: passages }, (_, id) => ({
    id,
    text: Array.from({ length: 5 }, sentence).join(' '),
  }));
  await writePassages(writeInto, texts, new RandomEmbedder(random));
} else {
  await measure();
}

async function measure(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    // In a process of its own: what writing leaves in memory is not what answering weighs.
    const [code] = (await once(fork(import.meta.filename, [`${passages}`, '0', directory]), 'exit')) as [number];
    if (code !== 0) throw new Error('the table could not be written');
    const models = resolve(import.meta.dirname, '../../../../../models/base');
    const parts = await loadVersionParts(models, {}, new URL('../../../weights/', import.meta.url));
    const version = await Version.open(directory, parts);
    print(`${version.passages} passages of 5 sentences, ${questions} questions, ${megabytes()} after opening`);

    const ask = () =>
      version.find(
        `When does the ${random.pick(SUBJECTS)} in ${random.pick(PLACES)} open at ${random.below(24)}?`,
        'live',
      );
    for (let i = 0; i < 10; i++) await ask();
    const serial = await timed(questions, async (one) => {
      for (let i = 0; i < questions; i++) await one(ask);
    });
    report('one at a time', serial);
    const parallel = await timed(questions, (one) =>
      Promise.all(
        Array.from({ length: 4 }, async () => {
          for (let i = 0; i < questions / 4; i++) await one(ask);
        }),
      ),
    );
    report('four at a time', parallel);
    print(`${megabytes()} at the end`);
    version.close();
  } finally {
    await rm(directory, { recursive: true });
  }
}

interface Timing {
  readonly total: number;
  readonly finding: Finding;
}

async function timed(
  count: number,
  run: (one: (work: () => Promise<Finding>) => Promise<void>) => Promise<unknown>,
): Promise<Timing[]> {
  const timings: Timing[] = [];
  await run(async (work) => {
    const begun = performance.now();
    const finding = await work();
    timings.push({ total: performance.now() - begun, finding });
  });
  if (timings.length < count - 4) throw new Error('questions were lost');
  return timings;
}

function report(name: string, timings: readonly Timing[]): void {
  const line = (values: number[]) => {
    const sorted = values.sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
    return `p50 ${at(0.5)} p95 ${at(0.95)} ms`;
  };
  print(`${name}: ${line(timings.map(({ total }) => total))}`);
  for (const stage of ['embed', 'retrieve', 'read'] as const) {
    print(`  ${stage}: ${line(timings.map(({ finding }) => finding.times[stage]))}`);
  }
}
