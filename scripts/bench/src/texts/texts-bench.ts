import { setTimeout as wait } from 'node:timers/promises';
import { onThrowAwaySystem, type Progress, ProductError, type RunningSystem } from '@personal-assistant/measuring';
import { readContexts } from '../corpus/corpus.js';
import type { Options } from '../options.js';
import { serviceProcess, trainingProcess, type Usage, usageOf } from './processes.js';

const LOOK_EVERY_MS = 100;
/** When nothing else is said. */
const COUNTS = [1_000, 10_000];

export interface TrainedTexts {
  readonly texts: number;
  readonly passages: number;
  /** From the request to train until the version is live. */
  readonly seconds: number;
  /** In order. `start`: before the first stage; `load`: after the last one, until it is live. */
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
  /** Of the training process; missing where the system does not say. */
  readonly training?: Usage;
  /** Seconds of the prediction service's processor time meanwhile: it answers the questions of calibration and evaluation. */
  readonly predictionSeconds?: number;
  readonly threshold: number;
}

/** How long a first training takes with so many texts, each on a fresh system. @returns `undefined` when it was interrupted */
export async function measureTexts(options: Options, progress: Progress): Promise<TrainedTexts[] | undefined> {
  const measured: TrainedTexts[] = [];
  for (const count of options.texts.length > 0 ? options.texts : COUNTS) {
    const texts = await readContexts(options.data, count);
    const run = { folder: 'personal-assistant-bench-', progress, keep: options.keep };
    const one = await onThrowAwaySystem(run, (system) => trainOn(system, texts, progress));
    if (!one) return undefined;
    measured.push(one);
  }
  return measured;
}

async function trainOn(
  { product, dataDir }: RunningSystem,
  texts: readonly string[],
  progress: Progress,
): Promise<TrainedTexts> {
  const { contextOf } = await product.teach(texts, progress.stage('Teaching', texts.length));
  progress.say(`Training on ${contextOf.size} texts …`);
  const prediction = (await serviceProcess(dataDir, 'prediction')) ?? 0;
  const before = await usageOf(prediction);
  const begun = performance.now();
  const watch = watchTraining(dataDir);
  const began: { name: string; at: number }[] = [{ name: 'start', at: begun }];
  const model = await product.train((state, { status, progress: { stage } }) => {
    progress.detail(state);
    const name = status === 'DONE' ? 'load' : (stage ?? 'start');
    if (began.at(-1)?.name !== name) began.push({ name, at: performance.now() });
  });
  const ended = performance.now();
  const training = await watch.end();
  const after = await usageOf(prediction);
  if (!model.metrics) throw new ProductError('The live version has no metrics.');
  return {
    texts: contextOf.size,
    passages: model.metrics.passages,
    seconds: (ended - begun) / 1000,
    stages: began.map(({ name, at }, i) => ({ name, seconds: ((began[i + 1]?.at ?? ended) - at) / 1000 })),
    training,
    predictionSeconds: before && after && after.processorSeconds - before.processorSeconds,
    threshold: model.metrics.threshold,
  };
}

/** Looks at the training process until told to end; what it had used when it was last seen. */
function watchTraining(dataDir: string): { end: () => Promise<Usage | undefined> } {
  const ended = new AbortController();
  const watching = (async () => {
    let last: Usage | undefined;
    while (!ended.signal.aborted) {
      const pid = await trainingProcess(dataDir);
      last = (pid === undefined ? undefined : await usageOf(pid)) ?? last;
      await wait(LOOK_EVERY_MS);
    }
    return last;
  })();
  return {
    end: () => {
      ended.abort();
      return watching;
    },
  };
}
