import { writeFile } from 'node:fs/promises';
import {
  circumstancesOf,
  DataError,
  onThrowAwaySystem,
  OptionError,
  ProductError,
  ProgramError,
  Progress,
  reasonOf,
  requireWritable,
} from '@personal-assistant/measuring';
import { askOneByOne, askSteadily, prepareSystem } from './ask/ask-bench.js';
import { readCorpus } from './corpus/corpus.js';
import { measureGate } from './gate/gate-bench.js';
import { measureMillion } from './million/million-bench.js';
import { HELP, type Options, readOptions } from './options.js';
import { measureOriginal, OriginalError } from './original/original-bench.js';
import { measureRollback } from './rollback/rollback-bench.js';
import { measureTraining } from './train/train-bench.js';
import { type BenchReport, textReport } from './report/bench-report.js';
import { measureTexts } from './texts/texts-bench.js';

const INTERRUPTED = 130;
/** Their messages say enough. */
const KNOWN = [DataError, ProductError, ProgramError, OriginalError];
type Measured = Omit<BenchReport, 'circumstances' | 'ratio'>;

/** `npm run bench`; see {@link HELP}. @returns the exit code */
export async function run(args: readonly string[]): Promise<number> {
  const progress = new Progress((line) => {
    console.log(line);
  });
  try {
    const options = readOptions(args);
    if (options === 'help') {
      console.log(HELP);
      return 0;
    }
    await requireWritable(options.json);
    const circumstances = await circumstancesOf('npm run bench --', args);
    const measured = await measure(options, progress);
    if (!measured) return INTERRUPTED;
    const report = { circumstances, ...measured, ratio: ratioOf(measured) };
    console.log(`\n${textReport(report)}`);
    if (options.json) await writeFile(options.json, `${JSON.stringify(report, undefined, 1)}\n`);
    return failuresOf(measured) > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof OptionError) {
      console.error(`${error.message}\n\n${HELP}`);
      return 2;
    }
    const known = KNOWN.some((kind) => error instanceof kind);
    console.error(`${known ? '' : 'The bench stopped: '}${reasonOf(error)}`);
    return 1;
  } finally {
    progress.end();
  }
}

/** @returns `undefined` when the person interrupted it */
async function measure(options: Options, progress: Progress): Promise<Measured | undefined> {
  const wants = (bench: Options['benches'][number]) => options.benches.includes(bench);
  let measured: Measured = {};
  if (wants('ask') || wants('load')) {
    const asked = await measureAsking(options, progress);
    if (!asked) return undefined;
    measured = asked;
  }
  // After the system has stopped: nothing else runs beside it.
  if (wants('original')) {
    const original = await measureOriginal(options.python, options.answers, progress);
    if (!original) return undefined;
    measured = { ...measured, original };
  }
  if (wants('million')) {
    const million = await measureMillion(options, progress);
    if (!million) return undefined;
    measured = { ...measured, million };
  }
  if (wants('train')) {
    const train = await measureTraining(options, progress);
    if (!train) return undefined;
    measured = { ...measured, train };
  }
  if (wants('gate')) {
    const gate = await measureGate(options, progress);
    if (!gate) return undefined;
    measured = { ...measured, gate };
  }
  if (wants('rollback')) {
    const rollback = await measureGoingBack(options, progress);
    if (!rollback) return undefined;
    measured = { ...measured, rollback };
  }
  if (wants('texts')) {
    const texts = await measureTexts(options, progress);
    if (!texts) return undefined;
    measured = { ...measured, texts };
  }
  return measured;
}

async function measureGoingBack(options: Options, progress: Progress): Promise<Measured['rollback']> {
  const corpus = await readCorpus(options.data, options.passages, options.questions);
  const run = { folder: 'personal-assistant-bench-', progress, keep: options.keep };
  return onThrowAwaySystem(run, (system) => measureRollback(system, corpus, options, progress));
}

function failuresOf({ ask, load, rollback }: Measured): number {
  const { lost = [], failed = [], misnamed = [] } = rollback ?? {};
  return [ask?.errors ?? [], load?.errors ?? [], lost, failed, misnamed].flat().length;
}

async function measureAsking(options: Options, progress: Progress): Promise<Measured | undefined> {
  const corpus = await readCorpus(options.data, options.passages, options.questions);
  const run = { folder: 'personal-assistant-bench-', progress, keep: options.keep };
  return onThrowAwaySystem(run, async (system) => {
    const prepared = await prepareSystem(system, corpus, progress);
    const { rate, seconds } = options;
    const ask = options.benches.includes('ask') ? await askOneByOne(system, corpus.questions, progress) : undefined;
    const load = options.benches.includes('load')
      ? { rate, seconds, ...(await askSteadily(system, corpus.questions, { rate, seconds }, progress)) }
      : undefined;
    return { system: prepared, ask, load };
  });
}

function ratioOf({ ask, original }: Measured): number | undefined {
  return ask && original ? original.ms.p50 / ask.ms.p50 : undefined;
}
