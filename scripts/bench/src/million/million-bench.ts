import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Progress, ROOT, runProgram } from '@personal-assistant/measuring';
import { z } from 'zod';
import { readCorpus } from '../corpus/corpus.js';
import type { Options } from '../options.js';
import { type Searches, search } from './search.js';

/** Real texts and questions whose embeddings the rows are mixed from. */
const SAMPLE_TEXTS = 2_000;
const SAMPLE_QUESTIONS = 200;
/** Stages of build.py that make up what a training does after embedding. */
const BUILDING = ['write', 'index words', 'index vectors'];

const stageSchema = z.object({ stage: z.string(), seconds: z.number() });
const resultSchema = z.object({
  peak_bytes: z.number(),
  questions: z.array(z.array(z.number())),
  nearest: z.array(z.array(z.number())),
});

export interface Million extends Searches {
  readonly rows: number;
  readonly build: {
    readonly seconds: number;
    readonly stages: readonly { readonly name: string; readonly seconds: number }[];
    readonly diskBytes: number;
    readonly peakBytes: number;
  };
}

/**
 * Writes a table of `options.rows` passages with the train service's code and searches it with the prediction service's.
 *
 * @returns `undefined` when the person interrupted the building
 * @throws ProgramError
 */
export async function measureMillion(options: Options, progress: Progress): Promise<Million | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'personal-assistant-million-'));
  try {
    const { texts, questions } = await readCorpus(options.data, SAMPLE_TEXTS, SAMPLE_QUESTIONS);
    const sample = join(folder, 'sample.json');
    await writeFile(sample, JSON.stringify({ texts, questions }));
    const built = await build(folder, options.rows, sample, progress);
    if (!built) return undefined;
    const { stages, result } = built;
    const stage = progress.stage('Searching', 1);
    const searches = await search(folder, questions, result.questions, result.nearest);
    stage(1);
    return {
      rows: options.rows,
      build: {
        seconds: stages.reduce((sum, { seconds }) => sum + seconds, 0),
        stages,
        diskBytes: await bytesIn(join(folder, 'passages.lance')),
        peakBytes: result.peak_bytes,
      },
      ...searches,
    };
  } finally {
    if (options.keep) progress.say(`Left in ${folder}.`);
    else await rm(folder, { recursive: true, force: true });
  }
}

async function build(folder: string, rows: number, sample: string, progress: Progress) {
  const program = join(ROOT, 'train/.venv/bin/python');
  const script = join(ROOT, 'scripts/bench/million/build.py');
  const stages: { name: string; seconds: number }[] = [];
  progress.stage(`Embedding a sample and building a table of ${rows} passages from it`, 1);
  const heard = (line: string) => {
    const { success, data } = stageSchema.safeParse(JSON.parse(line));
    if (!success) return;
    progress.say(`${data.stage}: ${data.seconds} s`);
    if (BUILDING.includes(data.stage)) stages.push({ name: data.stage, seconds: data.seconds });
  };
  const lines = await runProgram(program, [script, folder, String(rows), sample], { heard });
  return lines && { stages, result: resultSchema.parse(JSON.parse(lines.at(-1) ?? '')) };
}

async function bytesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
