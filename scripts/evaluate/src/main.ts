import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  circumstancesOf,
  DataError,
  onThrowAwaySystem,
  OptionError,
  ProductError,
  Progress,
  readExamples,
  reasonOf,
  requireWritable,
  ROOT,
} from '@personal-assistant/measuring';
import { select } from './data/selection.js';
import { evaluate } from './evaluate.js';
import type { Evaluation } from './evaluation.js';
import { HELP, readOptions } from './options.js';
import { textReport } from './report/text-report.js';

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
    const selection = select(await readExamples(options.data, { unanswered: true }), options);
    const circumstances = await circumstancesOf('npm run evaluate --', args, options.data);
    const progress = new Progress((line) => {
      console.log(line);
    });
    const { concurrency, keep } = options;
    const run = { folder: 'personal-assistant-evaluate-', progress, keep };
    const evaluation = await onThrowAwaySystem(
      run,
      async ({ product, modelsDirectory, startMs }): Promise<Evaluation> => {
        const baseModelsDirectory = join(ROOT, 'models/base');
        const setting = { product, modelsDirectory, baseModelsDirectory, concurrency, progress };
        const measured = await evaluate(selection, setting);
        return { circumstances, ...measured, timings: { startMs, ...measured.timings } };
      },
    ).finally(() => {
      progress.end();
    });
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
