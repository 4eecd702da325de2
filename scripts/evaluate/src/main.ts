import { randomUUID } from 'node:crypto';
import { access, constants, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSecrets, reservePlace, ThrowAwaySystem } from '@personal-assistant/launcher';
import { DataError, readExamples } from './data/examples.js';
import { select, type Selection } from './data/selection.js';
import { evaluate } from './evaluate.js';
import type { Evaluation } from './evaluation.js';
import { HELP, OptionError, type Options, readOptions } from './options.js';
import { Product, ProductError, reasonOf } from './product/product.js';
import { type Circumstances, circumstancesOf } from './report/circumstances.js';
import { Progress } from './report/progress.js';
import { textReport } from './report/text-report.js';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const INTERRUPTED = 130;

/** `npm run evaluate`; see {@link HELP}. @returns the exit code */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === 'help') {
      console.log(HELP);
      return 0;
    }
    await requireWritable(options.json);
    const selection = select(await readExamples(options.data), options);
    const circumstances = await circumstancesOf(options, args, ROOT);
    const evaluation = await onThrowAwaySystem(options, selection, circumstances);
    if (!evaluation) return INTERRUPTED;
    console.log(`\n${textReport(evaluation)}`);
    if (options.json) await writeFile(options.json, `${JSON.stringify(evaluation, undefined, 1)}\n`);
    return evaluation.product.failed > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof OptionError) {
      console.error(`${error.message}\n\n${HELP}`);
      return 2;
    }
    if (error instanceof DataError) {
      console.error(error.message);
      return 2;
    }
    console.error(error instanceof ProductError ? error.message : `The evaluation stopped: ${reasonOf(error)}`);
    return 1;
  }
}

/** @returns `undefined` when the person interrupted it; the system is gone either way */
async function onThrowAwaySystem(
  options: Options,
  selection: Selection,
  circumstances: Circumstances,
): Promise<Evaluation | undefined> {
  const apiToken = randomUUID();
  const place = await reservePlace({ apiToken, folder: 'personal-assistant-evaluate-', ownGroup: true });
  const system = new ThrowAwaySystem(place);
  const progress = new Progress((line) => {
    console.log(line);
  });
  const { interrupted, forget } = interruption();
  try {
    return await Promise.race([interrupted, measure(system, apiToken, options, selection, circumstances, progress)]);
  } finally {
    progress.stage('Stopping the system', 1);
    await system.interrupt();
    if (options.keep) progress.say(`Left in ${place.dataDir}.`);
    else await rm(place.dataDir, { recursive: true, force: true });
    progress.end();
    forget();
  }
}

async function measure(
  system: ThrowAwaySystem,
  apiToken: string,
  options: Options,
  selection: Selection,
  circumstances: Circumstances,
  progress: Progress,
): Promise<Evaluation> {
  const { place } = system;
  progress.stage(`Starting a system in ${place.dataDir}`, 1);
  const begun = performance.now();
  await system.launch();
  const startMs = Math.round(performance.now() - begun);
  const { SERVICE_TOKEN: serviceToken } = await loadSecrets(place.dataDir);
  const measured = await evaluate(selection, {
    product: new Product({ baseUrl: place.baseUrl, predictionUrl: place.predictionUrl, apiToken, serviceToken }),
    modelsDirectory: join(place.dataDir, 'models'),
    baseModelsDirectory: join(ROOT, 'models/base'),
    concurrency: options.concurrency,
    progress,
  });
  return { circumstances, ...measured, timings: { startMs, ...measured.timings } };
}

/** Ctrl-C ends the measuring, not the cleaning up after it: npm and the terminal may both send the signal. */
function interruption(): { interrupted: Promise<undefined>; forget: () => void } {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const controller = new AbortController();
  const interrupted = new Promise<undefined>((resolveInterrupted) => {
    controller.signal.addEventListener('abort', () => {
      resolveInterrupted(undefined);
    });
  });
  const onSignal = () => {
    controller.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    interrupted,
    forget: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/** Before minutes of work, not after them. */
async function requireWritable(json: string | undefined): Promise<void> {
  if (json === undefined) return;
  try {
    await access(dirname(resolve(json)), constants.W_OK);
  } catch {
    throw new OptionError(`--json ${json}: its folder does not exist or cannot be written to.`);
  }
}
