import type { Model } from '@personal-assistant/contracts';
import { askAll, type Attempt, type Progress, ProductError, type RunningSystem } from '@personal-assistant/measuring';
import type { Corpus } from '../corpus/corpus.js';
import { type Timing, timing } from '../timing.js';
import { openLoop } from './open-loop.js';

/** Asked before anything is measured: caches fill, code is compiled. */
const WARM_UP = 20;

export interface Asking {
  /** From the request to the stored answer. */
  readonly ms: Timing;
  /** As the prediction service counts it: retrieving, reading, deciding. */
  readonly predictionMs: Timing;
  /** Share that was answered, not declined as «not taught». */
  readonly answered: number;
  readonly errors: readonly string[];
}

export interface Prepared {
  readonly texts: number;
  readonly passages: number;
  readonly source: string;
  readonly startMs: number;
  readonly teachMs: number;
  readonly trainMs: number;
}

/** Teaches the corpus and trains; then asks some questions that do not count. */
export async function prepareSystem(
  { product, startMs }: RunningSystem,
  { texts, questions, source }: Corpus,
  progress: Progress,
): Promise<Prepared> {
  const teaching = stopwatch();
  const { contextOf } = await product.teach(texts, progress.stage('Teaching', texts.length));
  const teachMs = teaching();
  const training = stopwatch();
  progress.say(`Training on ${contextOf.size} texts …`);
  const model: Model = await product.train((state) => {
    progress.detail(state);
  });
  const trainMs = training();
  if (!model.metrics) throw new ProductError('The live version has no metrics.');
  await askAll(product, questions.slice(-WARM_UP), 1, progress.stage('Warming up', WARM_UP));
  return { texts: contextOf.size, passages: model.metrics.passages, source, startMs, teachMs, trainMs };
}

/** One question after the other. */
export async function askOneByOne(
  { product }: RunningSystem,
  questions: readonly string[],
  progress: Progress,
): Promise<Asking> {
  return summary(await askAll(product, questions, 1, progress.stage('Asking one by one', questions.length)));
}

/** A steady stream of questions; they repeat when there are fewer than are needed. */
export async function askSteadily(
  { product }: RunningSystem,
  questions: readonly string[],
  { rate, seconds }: { rate: number; seconds: number },
  progress: Progress,
): Promise<Asking> {
  const done = progress.stage(`Asking ${rate} a second`, Math.round(rate * seconds));
  let count = 0;
  const attempts = await openLoop(rate, seconds, async (n) => {
    const question = questions[n % questions.length] ?? '';
    const [attempt] = await askAll(product, [question], 1, () => undefined);
    done(++count);
    return attempt;
  });
  return summary(attempts.filter((attempt) => attempt !== undefined));
}

function summary(attempts: readonly Attempt[]): Asking {
  const answers = attempts.flatMap(({ question, ms }) => (question?.answer ? [{ ms, answer: question.answer }] : []));
  if (answers.length === 0)
    throw new ProductError(`No question was answered: ${attempts[0]?.failure ?? 'none was asked'}`);
  return {
    ms: timing(answers.map(({ ms }) => ms)),
    predictionMs: timing(answers.map(({ answer }) => answer.ms)),
    answered: answers.filter(({ answer }) => !answer.abstained).length / attempts.length,
    errors: attempts.flatMap(({ failure }) => failure ?? []),
  };
}

function stopwatch(): () => number {
  const begun = performance.now();
  return () => Math.round(performance.now() - begun);
}
