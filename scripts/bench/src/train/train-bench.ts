import { askAll, mean, number, onThrowAwaySystem, percent, type Progress } from '@personal-assistant/measuring';
import { bestF1 } from '@personal-assistant/prediction/evaluation';
import type { Options } from '../options.js';
import { type OriginalTraining, trainOriginal } from '../original/original-bench.js';
import { readTexts, type TaughtText } from './train-corpus.js';

/** Learned when nothing else is said. */
const TEXTS = 100;

export interface Side {
  /** For all texts; of the original from the mean of those that it was trained on. */
  readonly seconds: number;
  /** 0 to 1; saying nothing counts 0. */
  readonly f1: number;
  readonly asked: number;
}

export interface Training {
  readonly texts: number;
  /** From the request for a training until its version is live. */
  readonly ours: Side;
  /** Of `ours`, over the same questions that the original was asked. */
  readonly oursOnSample: number;
  readonly original: Side &
    Omit<OriginalTraining, 'texts'> & { readonly trainedOn: number; readonly secondsOfText: number };
}

/** The same texts learned by both, and questions about them. @returns `undefined` when the person interrupted it */
export async function measureTraining(options: Options, progress: Progress): Promise<Training | undefined> {
  const texts = await readTexts(options.data, options.texts[0] ?? TEXTS);
  const sample = texts.slice(0, options.sample);
  const ours = await learnOurs(texts, options, progress);
  if (!ours) return undefined;
  // The original takes long; whoever stops it has this.
  progress.say(
    `${texts.length} texts live after ${number(ours.seconds, 1)} s; F1 ${percent(mean(ours.f1s))} % of ${ours.f1s.length} questions.`,
  );
  // After the system has stopped: nothing else runs beside it.
  const asked = sample.map(({ text, questions }) => ({ text, questions: questions.map(({ question }) => question) }));
  const original = await trainOriginal(options.python, asked, progress);
  if (!original) return undefined;
  const { texts: learned, ...head } = original;
  const f1s = sample.flatMap(({ questions }, i) =>
    questions.map(({ answers }, n) => bestF1(learned[i]?.answers[n] ?? '', answers)),
  );
  const secondsOfText = mean(learned.map(({ seconds }) => seconds)) ?? NaN;
  return {
    texts: texts.length,
    ours: { seconds: ours.seconds, f1: mean(ours.f1s) ?? 0, asked: ours.f1s.length },
    oursOnSample: mean(ours.f1s.slice(0, f1s.length)) ?? 0,
    original: {
      ...head,
      trainedOn: sample.length,
      secondsOfText,
      seconds: secondsOfText * texts.length,
      f1: mean(f1s) ?? 0,
      asked: f1s.length,
    },
  };
}

function learnOurs(texts: readonly TaughtText[], { keep }: Options, progress: Progress) {
  const run = { folder: 'personal-assistant-bench-', progress, keep };
  return onThrowAwaySystem(run, async ({ product }) => {
    await product.teach(
      texts.map(({ text }) => text),
      progress.stage('Teaching', texts.length),
    );
    const begun = performance.now();
    await product.train((state) => {
      progress.detail(state);
    });
    const seconds = (performance.now() - begun) / 1000;
    const questions = texts.flatMap((text) => text.questions);
    const said = await askAll(
      product,
      questions.map(({ question }) => question),
      1,
      progress.stage('Asking', questions.length),
    );
    const f1s = questions.map(({ answers }, i) => {
      const answer = said[i]?.question?.answer;
      return answer && !answer.abstained ? bestF1(answer.text, answers) : 0;
    });
    return { seconds, f1s };
  });
}
