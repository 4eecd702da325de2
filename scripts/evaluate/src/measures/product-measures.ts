import { mean, percentile } from '@personal-assistant/measuring';
import { type CalibrationBin, calibrationBins, expectedCalibrationError } from './calibration.js';
import { type CandidateMeasures, type JudgedCandidate, measureCandidates, share } from './judgement.js';

/** One question as the product dealt with it. */
export interface ProductResult {
  /** Of its best candidate, whether it said that or not. */
  readonly judged: JudgedCandidate;
  /** It gave an answer, did not say «not taught», and did not fail. */
  readonly answered: boolean;
  readonly failed: boolean;
  /** Place of the question's own text among the retrieved ones, from 1; `null`: not among them. */
  readonly rank: number | null;
  /** From the request to the stored answer, milliseconds. */
  readonly ms: number;
}

export interface ProductMeasures {
  readonly answerable: number;
  readonly unanswerable: number;
  readonly failed: number;
  /** Over the answerable questions; saying nothing counts 0. */
  readonly exactMatch: number | null;
  readonly f1: number | null;
  /** Over all questions as SQuAD 2.0 counts: silence is right where nothing was taught. */
  readonly exactMatchWithUnanswerable: number | null;
  readonly f1WithUnanswerable: number | null;
  /** Share of the answerable questions whose own text is among the first 1, 5, 10 retrieved. */
  readonly recallAt1: number | null;
  readonly recallAt5: number | null;
  readonly recallAt10: number | null;
  /** Share of the given answers that are right; false answers count against it. */
  readonly precision: number | null;
  /** Share of the answerable questions that got an answer. */
  readonly coverage: number | null;
  /** Mean F1 of the answerable questions that got an answer. */
  readonly f1OfAnswered: number | null;
  /** Share of the unanswerable questions that got an answer. */
  readonly falseAnswers: number | null;
  /** Of the best candidates' confidence over all questions against what it says: that the answer agrees with an annotated one. */
  readonly expectedCalibrationError: number | null;
  readonly calibration: readonly CalibrationBin[];
  /** The best candidate always said. */
  readonly forced: CandidateMeasures;
  readonly msP50: number | null;
  readonly msP95: number | null;
}

/** F1 from which an answer says what was annotated; the confidence of the reader is the chance of that. */
const AGREES_FROM = 0.5;

export function measureProduct(results: readonly ProductResult[]): ProductMeasures {
  const answerable = results.filter(({ judged }) => judged.answerable);
  const unanswerable = results.filter(({ judged }) => !judged.answerable);
  const given = answerable.filter(({ answered }) => answered);
  const exact = ({ answered, judged }: ProductResult) => answered && judged.exact;
  const f1 = ({ answered, judged }: ProductResult) => (answered ? judged.f1 : 0);
  const silent = (result: ProductResult) => !result.answered && !result.failed;
  const recall = (k: number) => share(answerable, ({ rank }) => rank !== null && rank <= k);
  const judged = results.map((result) => result.judged);
  const said = judged.map(({ confidence, f1: agreement }) => ({ confidence, right: agreement >= AGREES_FROM }));
  const times = results.filter(({ failed }) => !failed).map(({ ms }) => ms);
  return {
    answerable: answerable.length,
    unanswerable: unanswerable.length,
    failed: results.filter(({ failed }) => failed).length,
    exactMatch: share(answerable, exact),
    f1: mean(answerable.map(f1)),
    exactMatchWithUnanswerable: share(results, (result) => (result.judged.answerable ? exact(result) : silent(result))),
    f1WithUnanswerable: mean(results.map((result) => (result.judged.answerable ? f1(result) : silent(result) ? 1 : 0))),
    recallAt1: recall(1),
    recallAt5: recall(5),
    recallAt10: recall(10),
    precision: share(
      results.filter(({ answered }) => answered),
      (result) => result.judged.right,
    ),
    coverage: share(answerable, ({ answered }) => answered),
    f1OfAnswered: mean(given.map(f1)),
    falseAnswers: share(unanswerable, ({ answered }) => answered),
    expectedCalibrationError: expectedCalibrationError(said),
    calibration: calibrationBins(said),
    forced: measureCandidates(judged),
    msP50: percentile(times, 0.5),
    msP95: percentile(times, 0.95),
  };
}
