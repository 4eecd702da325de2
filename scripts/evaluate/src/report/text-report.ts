import type { CandidateMeasures } from '../measures/judgement.js';
import type { ProductMeasures } from '../measures/product-measures.js';
import type { Evaluation } from '../evaluation.js';
import { number, percent, table } from '@personal-assistant/measuring';

/** The evaluation as plain text for a terminal; shares in percent. */
export function textReport({ circumstances, counts, timings, model, product, domains, baselines }: Evaluation): string {
  const { machine, commit, modified, date } = circumstances;
  return [
    `${date.slice(0, 10)}, commit ${commit?.slice(0, 10) ?? 'unknown'}${modified ? ' with changes' : ''}, ${machine.cores} × ${machine.cpu}, load ${machine.load}`,
    circumstances.command,
    `${counts.taught} texts taught, ${counts.heldOut} left out, ${counts.refused} refused; ` +
      `${product.answerable} questions that the taught texts answer, ${product.unanswerable} that they do not` +
      (counts.questionsLeftOut > 0 ? ` (${counts.questionsLeftOut} about refused texts not counted)` : ''),
    '',
    '1. The product, in percent',
    '',
    table(
      ['', 'all', ...domains.map(({ domain }) => domain)],
      PRODUCT_ROWS.map(([name, value]) => [name, value(product), ...domains.map(({ measures }) => value(measures))]),
    ),
    '',
    `threshold ${number(model.threshold, 3)}; started in ${seconds(timings.startMs)}, taught in ${seconds(timings.teachMs)}, ` +
      `trained in ${seconds(timings.trainMs)}, asked in ${seconds(timings.askMs)}` +
      (counts.disagreements > 0 ? `; ${counts.disagreements} answers differ from their second reading` : ''),
    '',
    '2. Beside simpler ways, in percent: every question answered; and at 5 % false answers',
    '',
    table(
      ['', 'EM', 'F1', 'right', 'coverage', 'F1 of these', 'right of these', 'AUC'],
      [
        candidateRow('product', product.forced),
        candidateRow('best BM25 sentence', baselines.bm25),
        candidateRow('best MiniLM sentence', baselines.minilm),
        candidateRow('reader on the right text', baselines.goldPassage),
      ],
    ),
    '',
    NOTES,
    ...counts.failures.map(({ reason, count }) => `FAILED ${count} ×: ${reason}`),
  ].join('\n');
}

const PRODUCT_ROWS: readonly (readonly [string, (measures: ProductMeasures) => string])[] = [
  ['questions', (m) => `${m.answerable} + ${m.unanswerable}`],
  ['exact match (silence counts 0)', (m) => percent(m.exactMatch)],
  ['F1 (silence counts 0)', (m) => percent(m.f1)],
  ['exact match, with the unanswerable', (m) => percent(m.exactMatchWithUnanswerable)],
  ['F1, with the unanswerable', (m) => percent(m.f1WithUnanswerable)],
  ['recall at 1', (m) => percent(m.recallAt1)],
  ['recall at 5', (m) => percent(m.recallAt5)],
  ['recall at 10', (m) => percent(m.recallAt10)],
  ['precision', (m) => percent(m.precision)],
  ['coverage', (m) => percent(m.coverage)],
  ['F1 of the answered', (m) => percent(m.f1OfAnswered)],
  ['false answers', (m) => percent(m.falseAnswers)],
  ['at 5 % false answers: coverage', (m) => percent(m.forced.atFivePercent?.coverage)],
  ['at 5 % false answers: F1', (m) => percent(m.forced.atFivePercent?.f1)],
  ['at 5 % false answers: right', (m) => percent(m.forced.atFivePercent?.right)],
  ['expected calibration error', (m) => percent(m.expectedCalibrationError)],
  ['ms to the stored answer, p50', (m) => number(m.msP50, 0)],
  ['ms to the stored answer, p95', (m) => number(m.msP95, 0)],
  ['failed', (m) => String(m.failed)],
];

const NOTES = `Right: the source is the question's own text and its quote contains an annotated answer. Precision: right of all answers
given, false ones included. Calibration: the best candidate's confidence against «F1 of at least 0.5 with an annotated answer», which
is what it stands for; all questions, ten bins. The reader on the right text is asked only what is answerable, so it has no false answers.`;

function candidateRow(name: string, measures: CandidateMeasures): string[] {
  const at = measures.atFivePercent;
  const shares = [measures.exactMatch, measures.f1, measures.right, at?.coverage, at?.f1, at?.right];
  return [name, ...shares.map(percent), number(measures.areaUnderRoc, 3)];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
