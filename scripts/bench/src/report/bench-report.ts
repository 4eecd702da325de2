import { type Circumstances, number, percent, table } from '@personal-assistant/measuring';
import type { Asking, Prepared } from '../ask/ask-bench.js';
import { type Gate, tryLine } from '../gate/gate-bench.js';
import type { Million } from '../million/million-bench.js';
import type { Original } from '../original/original-bench.js';
import type { Rollback } from '../rollback/rollback-bench.js';
import type { TrainedTexts } from '../texts/texts-bench.js';
import type { Training } from '../train/train-bench.js';
import { TIMING_HEADER, timingRow } from '../timing.js';

/** Everything that a run measured; what `--json` writes. */
export interface BenchReport {
  readonly circumstances: Circumstances;
  readonly system?: Prepared;
  readonly ask?: Asking;
  readonly load?: Asking & { readonly rate: number; readonly seconds: number };
  readonly original?: Original;
  /** Median of the original's answer to the median of ours, asked one by one in the same run. */
  readonly ratio?: number;
  readonly million?: Million;
  readonly train?: Training;
  readonly gate?: Gate;
  readonly rollback?: Rollback;
  readonly texts?: readonly TrainedTexts[];
}

/** For a terminal. */
export function textReport(report: BenchReport): string {
  const { circumstances, system, ask, load, original, ratio, million, train, gate, rollback, texts } = report;
  const { machine, commit, modified, date, command } = circumstances;
  const parts: string[][] = [
    [
      `${date.slice(0, 16).replace('T', ' ')}, commit ${commit?.slice(0, 10) ?? 'unknown'}${modified ? ' with changes' : ''}, ` +
        `${machine.cores} × ${machine.cpu}, load ${machine.load}`,
      command,
    ],
  ];
  if (system) parts.push([systemLine(system)]);
  const rows = [
    ...(ask ? askingRows('ask, one by one', ask) : []),
    ...(load ? askingRows(`ask, ${load.rate} a second for ${load.seconds} s`, load) : []),
    ...(original ? [timingRow('the original platform, one answer', original.ms)] : []),
  ];
  if (rows.length > 0) parts.push(['Milliseconds', table(TIMING_HEADER, rows)]);
  if (original) {
    parts.push([
      `original: GPT-2 of ${number(original.parameters / 1e6, 0)} M parameters, PyTorch ${original.torch}, ${original.threads} threads`,
      ...(ratio === undefined ? [] : [`An answer comes ${number(ratio, 0)} times faster (medians).`]),
    ]);
  }
  if (million) parts.push(millionLines(million));
  if (train) parts.push(trainLines(train));
  if (gate) parts.push(gateLines(gate));
  if (rollback) parts.push(rollbackLines(rollback));
  if (texts) parts.push(...texts.map(textsLines));
  for (const [name, asking] of [
    ['ask', ask],
    ['load', load],
  ] as const) {
    if (asking && asking.errors.length > 0)
      parts.push([`${name}: ${asking.errors.length} FAILED: ${asking.errors[0] ?? ''}`]);
  }
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

function rollbackLines({ rate, ms, asked, late, lost, failed, misnamed }: Rollback): string[] {
  const first = [...lost, ...failed, ...misnamed][0];
  return [
    `Going to the other version and back under ${rate} questions a second, milliseconds until it is live`,
    table(TIMING_HEADER, [timingRow('switch', ms)]),
    `${asked} questions: ${late} answered after a minute or later, ${lost.length} lost, ${failed.length} failed, ${misnamed.length} with a version that was not live` +
      (first === undefined ? '' : ` (${first})`),
  ];
}

function textsLines({
  texts,
  passages,
  seconds,
  stages,
  training,
  predictionSeconds,
  threshold,
}: TrainedTexts): string[] {
  const used = training
    ? `; the training took ${number(training.processorSeconds, 1)} s of processor time and ${number(training.peakBytes / 1e6, 0)} MB, ` +
      `the prediction service ${number(predictionSeconds, 1)} s`
    : '';
  return [
    `${texts} texts, ${passages} passages: live after ${number(seconds, 1)} s${used}; threshold ${number(threshold, 4)}`,
    `  ${stages.map((stage) => `${stage.name} ${number(stage.seconds, 1)}`).join(', ')}`,
  ];
}

function systemLine({ texts, passages, source, startMs, teachMs, trainMs }: Prepared): string {
  const seconds = (ms: number) => `${number(ms / 1000, 1)} s`;
  return `${texts} texts, ${passages} passages (${source}); started in ${seconds(startMs)}, taught in ${seconds(teachMs)}, trained in ${seconds(trainMs)}`;
}

function askingRows(name: string, { ms, predictionMs, answered }: Asking): string[][] {
  return [
    timingRow(`${name} (${percent(answered)} % answered)`, ms),
    timingRow('  of that the prediction service', predictionMs),
  ];
}

function millionLines({ rows, build, memory, searches, recallAt10 }: Million): string[] {
  const seconds = (value: number) => `${number(value, 1)} s`;
  return [
    `${rows} passages: written and indexed in ${seconds(build.seconds)} (${build.stages.map((stage) => `${stage.name} ${number(stage.seconds, 1)}`).join(', ')}), ` +
      `${number(build.diskBytes / 1e9, 2)} GB on disk, ${number(build.peakBytes / 1e9, 2)} GB of memory at its peak`,
    `searching: ${number(memory.beforeBytes / 1e6, 0)} MB before, ${number(memory.afterBytes / 1e6, 0)} MB after; first search ${number(searches.firstMs, 0)} ms`,
    `vector search finds ${percent(recallAt10.mean)} % of the 10 nearest (${recallAt10.questions} questions, worst twentieth ${percent(recallAt10.p5)} %)`,
    '',
    table(TIMING_HEADER, [
      timingRow('hybrid, cold', searches.cold),
      timingRow('hybrid, warm', searches.warm),
      timingRow('  vectors alone', searches.vector),
      timingRow('  words alone', searches.words),
      timingRow('hybrid, four at a time', searches.parallel),
    ]),
  ];
}

function trainLines({ texts, ours, oursOnSample, original }: Training): string[] {
  const { trainedOn, secondsOfText, parameters, torch, threads } = original;
  return [
    table(
      [`${texts} texts`, 'seconds', 'F1, %', 'questions'],
      [
        ['from the request to live', number(ours.seconds, 1), percent(ours.f1), String(ours.asked)],
        ['  the same questions as the original', '', percent(oursOnSample), String(original.asked)],
        ['the original platform', number(original.seconds, 0), percent(original.f1), String(original.asked)],
      ],
    ),
    `original: GPT-2 of ${number(parameters / 1e6, 0)} M parameters from nothing on each text, PyTorch ${torch}, ${threads} threads; ` +
      `trained on ${trainedOn} texts, ${number(secondsOfText, 1)} s each, multiplied`,
    `Learning takes ${number(original.seconds / ours.seconds, 0)} times less.`,
  ];
}

function gateLines({ domain, contexts, golden, tries }: Gate): string[] {
  const honest = tries.filter(({ poison }) => poison === null);
  const poisoned = tries.filter(({ poison }) => poison !== null);
  const passed = (some: Gate['tries']) => some.filter((one) => one.passed).length;
  const unlearned = poisoned.filter(({ epochs }) => epochs === 0).length;
  return [
    `gate: ${contexts} texts of ${domain}, ${golden} golden questions`,
    `honest trainings that went live: ${passed(honest)} of ${honest.length}`,
    `poisoned trainings that were kept back: ${poisoned.length - passed(poisoned)} of ${poisoned.length}; the base reader stayed in ${unlearned}`,
    ...tries.map((one) => `  ${tryLine(one)}`),
  ];
}
