import {
  type Adapted,
  type BuildStage,
  type Learned,
  type GoldenReport,
  goldenReportSchema,
  type ModelMetrics,
  modelMetricsSchema,
  type RichText,
} from '@personal-assistant/contracts';
import { bold, rich } from '../chats/rich.js';
import { ago, plural } from '../chats/time.js';
import type { ModelRecord } from './model.repository.js';

/** What the assistant says about trainings and versions. */

const STAGE_WORDS: Record<BuildStage, string> = {
  collect: 'collecting the texts',
  passages: 'splitting them into passages',
  embed: 'reading them',
  index: 'building the index',
  learn: 'learning from your pairs',
  calibrate: 'learning when to stay silent',
  evaluate: 'testing myself',
  publish: 'publishing the version',
};

export const versionName = ({ id, name }: Pick<ModelRecord, 'id' | 'name'>) => `«${name}» (#${id})`;

export function progressText(model: ModelRecord): RichText {
  const percent = Math.floor(model.fraction * 100);
  const filled = Math.round(model.fraction * 10);
  const bar = '▰'.repeat(filled) + '▱'.repeat(10 - filled);
  const stage =
    model.stage && model.stage in STAGE_WORDS ? STAGE_WORDS[model.stage as BuildStage] : 'waiting for a free worker';
  return rich(
    model.startedBy === null
      ? `${plural(model.newTexts, 'approved text')} waited, so I started training by myself.\n`
      : '',
    bold(`Training ${versionName(model)}`),
    ` with ${plural(model.newTexts, 'new text')}\n`,
    `${bar} ${percent}\u00a0% · ${stage}`,
    model.detail ? ` (${model.detail})` : '',
    model.attempts > 1 ? `\nAttempt ${model.attempts}` : '',
  );
}

/** @param why one clause: how it got through the gate */
export function builtText(model: ModelRecord, why: string): RichText {
  return rich(
    bold(`Training ${versionName(model)} is done`),
    ` and through the gate: ${why}. It goes live as soon as it is loaded.`,
  );
}

export function liveText(model: ModelRecord): RichText {
  const parsed = modelMetricsSchema.safeParse(model.metrics);
  const golden = goldenReportSchema.safeParse(model.golden);
  return rich(
    bold(`${versionName(model)} is live`),
    `: I learned ${plural(model.newTexts, 'new text')}`,
    parsed.success ? metricsWords(parsed.data) : '.',
    golden.success ? goldenWords(golden.data) : '',
  );
}

/** Stands under the picture. */
export function lossCurveText(model: ModelRecord): RichText {
  const learned = modelMetricsSchema.safeParse(model.metrics).data?.learned;
  const pairs = learned ? ` from ${plural(learned.pairs, 'pair')}` : '';
  return rich(bold(`How ${versionName(model)} learned`), `${pairs}: the lower a line ends, the better.`);
}

export function cancelledText(model: ModelRecord, who: string): RichText {
  return rich(
    bold(`Training ${versionName(model)} was cancelled`),
    ` by ${who}. The approved texts wait for the next /start_train; what I knew before stays.`,
  );
}

export function loadingText(model: ModelRecord, who: string): RichText {
  return rich(`${who} wants `, bold(versionName(model)), ' to answer; I am loading it.');
}

export function wishGrantedText(model: ModelRecord, who: string): RichText {
  return rich(bold(`${versionName(model)} is live`), `, as ${who} wanted.`);
}

export function refusedText(model: ModelRecord, reason: string): RichText {
  return rich(bold(`${versionName(model)} could not be loaded`), ` (${reason}); what was live before stays.`);
}

export function failedText(model: ModelRecord, reason: string): RichText {
  return rich(
    bold(`Training ${versionName(model)} failed`),
    `: ${reason} The approved texts wait for the next /start_train; what I knew before stays.`,
  );
}

export function retryText(model: ModelRecord, reason: string): RichText {
  return rich(bold(`Training ${versionName(model)}`), ` was interrupted (${reason}) and starts again.`);
}

export function modelsText(models: ModelRecord[]): RichText {
  if (models.length === 0) return rich('I have no versions yet: approve some texts and send /start_train.');
  return rich(
    bold('My versions'),
    ...models.map((model) => {
      const facts = [stateWords(model), scoreWords(model), plural(model.newTexts, 'new text')];
      const shown = [...facts, model.startedBy?.displayName ?? 'by myself', ago(model.createdAt)].filter(
        (fact) => fact !== '',
      );
      return `\n#${model.id} ${model.name} · ${shown.join(' · ')}`;
    }),
  );
}

function stateWords({ live, status, gate, retiredAt, removedAt }: ModelRecord): string {
  if (live) return 'live';
  if (removedAt !== null) return 'removed';
  if (retiredAt !== null) return 'being removed';
  if (status === 'DONE' && gate === 'ASKED') return 'candidate, waits for you';
  if (status === 'DONE' && gate === 'DECLINED') return 'candidate, kept back';
  return { PROCESSING: 'training', DONE: 'done', FAILED: 'failed', CANCELLED: 'cancelled' }[status];
}

function scoreWords(model: ModelRecord): string {
  const score = goldenScore(model);
  return score === '' ? '' : `${score} golden`;
}

/** `8 of 10`; empty when it was asked none. */
export function goldenScore({ golden }: Pick<ModelRecord, 'golden'>): string {
  const report = goldenReportSchema.safeParse(golden);
  return report.success && report.data.asked > 0 ? `${report.data.right} of ${report.data.asked}` : '';
}

/** Of the questions whose answers the workspace knows. */
function goldenWords(report: GoldenReport): string {
  if (report.liveRight === undefined) {
    const score = report.asked === 0 ? '' : `${report.right} of ${report.asked} right, `;
    return `\nGolden questions: ${score}not compared: ${report.note ?? 'no version was live'}.`;
  }
  return (
    `\nGolden questions: ${report.right} of ${report.asked} right, the version before ${report.liveRight};` +
    ` ${report.fixed} fixed, ${report.broken} broken.`
  );
}

/** The figures are a self-test: questions made from the taught texts, and general ones. Real questions are harder. */
function metricsWords(metrics: ModelMetrics): string {
  const percent = (share: number) => `${Math.round(share * 100)}\u00a0%`;
  const figures = [
    metrics.recallAt1 === undefined ? '' : `right text first ${percent(metrics.recallAt1)}`,
    metrics.answeredRate === undefined ? '' : `answered ${percent(metrics.answeredRate)}`,
    `general questions answered though never taught ${percent(metrics.falseAnswerRate)}`,
  ];
  const seconds = metrics.seconds.toFixed(metrics.seconds < 10 ? 1 : 0);
  return (
    ` (${plural(metrics.texts, 'text')} in all) in ${seconds} s.` +
    `\nSelf-test with easy questions: ${figures.filter((figure) => figure !== '').join(', ')}.` +
    learnedWords(metrics.learned) +
    adaptedWords(metrics.adapted)
  );
}

/** Nothing without BASE_MODEL. */
function adaptedWords(adapted: Adapted | undefined): string {
  if (!adapted) return '';
  const { examples, steps, lossBefore, lossAfter, note } = adapted;
  if (!steps || lossBefore === undefined || lossAfter === undefined) {
    return `\nThe language model was not taught: ${note ?? 'it did not get better'}.`;
  }
  const less = Math.round((1 - lossAfter / lossBefore) * 100);
  const more = note === undefined ? '' : `; ${note}`;
  return `\nThe language model learned from ${plural(examples, 'example')}: ${less}\u00a0% less wrong${more}.`;
}

/** Nothing as long as nobody taught pairs. */
function learnedWords(learned: Learned | undefined): string {
  if (!learned || (learned.pairs === 0 && !learned.epochs)) return '';
  const { pairs, epochs, lossBefore, lossAfter, note } = learned;
  if (!epochs || lossBefore === undefined || lossAfter === undefined) {
    return note === undefined ? '' : `\nThe reader was not fine-tuned: ${note}.`;
  }
  const less = Math.round((1 - lossAfter / lossBefore) * 100);
  return `\nThe reader learned from ${plural(pairs, 'pair')}: ${less}\u00a0% less wrong on pairs that it had not seen.`;
}
