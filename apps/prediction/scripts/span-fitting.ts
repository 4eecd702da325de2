import { EVIDENCE, type Evidence } from '../src/reading/evidence.js';
import {
  type Curve,
  DECISION,
  decisionLogit,
  type Judgement,
  ranked,
  STANDING,
  standingOf,
} from '../src/reading/judgement.js';
import { sigmoid } from '../src/reading/logistic.js';
import { likeliestPassages } from '../src/reading/span-reader.js';
import { minimise } from './minimise.js';
import type { ProbeSpan, SpanProbe } from './span-workspaces.js';

/** F1 from which an answer is called right. */
export const RIGHT_FROM = 0.5;
/** Of the questions that a workspace gets, the share that it was taught the answer to; calibration depends on it. */
export const ANSWERABLE_SHARE = 0.8;

const FOLDS = 5;
const DECAY = 1e-4;

const row = (evidence: Evidence): number[] => EVIDENCE.map((name) => evidence[name]);
const dot = (a: readonly number[], b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const named = <N extends string>(names: readonly N[], parameters: Float64Array): Record<N, number> =>
  Object.fromEntries(names.map((name, i) => [name, Number((parameters[i] ?? 0).toFixed(4))])) as Record<N, number>;

/** Softmax over the spans of a question; the loss is the logarithm of the F1 that is expected from drawing one. */
function fitRank(probes: readonly SpanProbe[]): Judgement['rank'] {
  const lists = probes
    .filter(({ spans }) => Math.max(0, ...spans.map(({ f1 }) => f1)) > 0)
    .map(({ spans }) => spans.map(({ evidence, f1 }) => ({ x: row(evidence), f1 })));
  const parameters = minimise(EVIDENCE.length, DECAY, (w, out) => {
    for (const list of lists) {
      const scores = list.map(({ x }) => dot(x, w));
      const highest = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - highest));
      const all = weights.reduce((a, b) => a + b, 0);
      const expected = weights.reduce((sum, weight, i) => sum + weight * (list[i]?.f1 ?? 0), 0);
      list.forEach(({ x, f1 }, i) => {
        const weight = weights[i] ?? 0;
        const pull = (weight / all - (weight * f1) / expected) / lists.length;
        x.forEach((value, j) => (out[j] = (out[j] ?? 0) + pull * value));
      });
    }
  });
  return named(EVIDENCE, parameters);
}

/** What the best span of a probe comes to. */
export interface Decision {
  readonly probe: SpanProbe;
  readonly best: ProbeSpan;
  readonly x: readonly number[];
  readonly right: boolean;
  readonly weight: number;
}

/** Best spans by `rank` with what the decision looks at; questions weighted to {@link ANSWERABLE_SHARE}. */
function decisions(probes: readonly SpanProbe[], rank: Judgement['rank']): Decision[] {
  const answerable = probes.filter((probe) => probe.answerable).length / probes.length;
  return probes.flatMap((probe) => {
    const scored = ranked(probe.spans, { rank });
    const best = scored[0]?.span;
    if (!best) return [];
    const standing = standingOf(scored, 0);
    return {
      probe,
      best,
      x: [1, ...row(best.evidence), ...STANDING.map((name) => standing[name])],
      right: best.f1 >= RIGHT_FROM,
      weight: probe.answerable ? ANSWERABLE_SHARE / answerable : (1 - ANSWERABLE_SHARE) / (1 - answerable),
    };
  });
}

/** Shares of the examples below which a measurement bends. */
const BENDS_AT = [0.15, 0.3, 0.5, 0.7, 0.85];
/** Of columns whose standard deviation is 1. */
const BENT_DECAY = 3e-3;

type Decide = Pick<Judgement, 'decide' | 'bends'>;
type Weights = Pick<Judgement, 'rank' | 'wide'> & Decide;

/** @param wide how many passages are read once more with their surroundings. */
export function fitWeights(probes: readonly SpanProbe[], wide: number): Weights {
  const all = (probe: SpanProbe) => probe.spans.map(({ passage }) => passage);
  const rank = fitRank(probes.map((probe) => widened(probe, all(probe))));
  const served = probes.map((probe) => widened(probe, likeliestPassages(probe.spans, { rank, wide })));
  return { rank, wide, ...fitDecision(decisions(served, rank)) };
}

/** The probe as it is when these passages were read once more. */
function widened(probe: SpanProbe, passages: readonly number[]): SpanProbe {
  return {
    ...probe,
    spans: probe.spans.map((span) =>
      passages.includes(span.passage) ? { ...span, evidence: { ...span.evidence, ...span.wide } } : span,
    ),
  };
}

/**
 * What a wrong answer counts where the right one was taught, in parts of what its F1 lacks: with 0 the decision looks less
 * for what tells taught questions from others, with more it answers more and worse (docs/experiments.md, «Reading more widely»).
 */
const TAUGHT = 0.3;

/** Logistic over {@link DECISION}, bent at {@link BENDS_AT}: the F1 of the best span and {@link TAUGHT} of what it lacks, 0 where nothing was taught. */
function fitDecision(examples: readonly Decision[]): Decide {
  const bends = bendsOf(examples);
  const columns = scaled(
    examples.map(({ x }) => [...x, ...bends.map(({ column, from }) => Math.max(0, (x[column] ?? 0) - from))]),
  );
  const targets = examples.map(({ probe, best }) => best.f1 + (probe.answerable ? TAUGHT * (1 - best.f1) : 0));
  const parameters = minimise(columns.size, BENT_DECAY, (w, out) => {
    columns.rows.forEach((row, i) => {
      const pull = (sigmoid(dot(row, w)) - (targets[i] ?? 0)) / examples.length;
      row.forEach((value, j) => (out[j] = (out[j] ?? 0) + pull * value));
    });
  });
  const weights = columns.unscaled(parameters);
  return {
    decide: named(DECISION, weights),
    bends: bends.map(({ column, from }, i) => ({
      of: (DECISION[column] ?? 'margin') as Judgement['bends'][number]['of'],
      from: round(from),
      slope: round(weights[DECISION.length + i] ?? 0),
    })),
  };
}

/** Where there is something on both sides of a bend; yes and no have none. */
function bendsOf(examples: readonly Decision[]): { column: number; from: number }[] {
  return DECISION.flatMap((_, column) => {
    const values = examples.map(({ x }) => x[column] ?? 0).sort((a, b) => a - b);
    const [least, most] = [values[0] ?? 0, values.at(-1) ?? 0];
    const places = BENDS_AT.map((share) => values[Math.floor(share * values.length)] ?? 0);
    return [...new Set(places)].filter((from) => from > least && from < most).map((from) => ({ column, from }));
  });
}

/** Columns with mean 0 and standard deviation 1, but for the first, which is the bias; and the way back for their weights. */
function scaled(rows: readonly (readonly number[])[]) {
  const size = rows[0]?.length ?? 0;
  const mean = (of: (row: readonly number[]) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const centres = Array.from({ length: size }, (_, j) => (j === 0 ? 0 : mean((row) => row[j] ?? 0)));
  const widths = centres.map((centre, j) =>
    j === 0 ? 1 : Math.sqrt(mean((row) => ((row[j] ?? 0) - centre) ** 2)) || 1,
  );
  return {
    size,
    rows: rows.map((row) => row.map((value, j) => (value - (centres[j] ?? 0)) / (widths[j] ?? 1))),
    unscaled: (parameters: Float64Array): Float64Array => {
      const weights = parameters.map((value, j) => value / (widths[j] ?? 1));
      weights[0] = weights.reduce((sum, weight, j) => sum - (j === 0 ? -weight : weight * (centres[j] ?? 0)), 0);
      return weights;
    },
  };
}

/** A decision with the log odds that weights give which were fitted without its context. */
export interface HeldOut extends Decision {
  readonly odds: number;
}

/** Fits on four fifths of the contexts, decides the last fifth; five times. */
export function heldOut(probes: readonly SpanProbe[], wide: number): HeldOut[] {
  const contexts = [...new Set(probes.map(({ context }) => context))];
  const foldOf = new Map(contexts.map((context, i) => [context, i % FOLDS]));
  return Array.from({ length: FOLDS }, (_, fold) => {
    const others = probes.filter(({ context }) => foldOf.get(context) !== fold);
    return decided(
      probes.filter(({ context }) => foldOf.get(context) === fold),
      fitWeights(others, wide),
    );
  }).flat();
}

/** Decisions of finished weights. */
export function decided(probes: readonly SpanProbe[], weights: Weights): HeldOut[] {
  const served = probes.map((probe) => widened(probe, likeliestPassages(probe.spans, weights)));
  return decisions(served, weights.rank).map((decision) => {
    const scored = ranked(decision.probe.spans, weights);
    return { ...decision, odds: decisionLogit(weights, decision.best.evidence, standingOf(scored, 0)) };
  });
}

const BINS = 24;

/** Isotonic regression of right on log odds: means of bins of equal weight, pooled until they rise. */
export function fitCalibration(items: readonly HeldOut[]): Curve {
  // One person's words are not all that is right: what only one answered makes every confidence too low.
  const sorted = items.filter(({ probe }) => probe.annotators > 2).sort((a, b) => a.odds - b.odds);
  const perBin = sorted.reduce((sum, { weight }) => sum + weight, 0) / BINS;
  const pools: { odds: number; right: number; weight: number }[] = [];
  let bin = { odds: 0, right: 0, weight: 0 };
  for (const { odds, right, weight } of sorted) {
    bin = {
      odds: bin.odds + odds * weight,
      right: bin.right + (right ? weight : 0),
      weight: bin.weight + weight,
    };
    if (bin.weight < perBin) continue;
    pools.push(bin);
    bin = { odds: 0, right: 0, weight: 0 };
  }
  for (let i = 1; i < pools.length;) {
    const [low, high] = [pools[i - 1], pools[i]];
    if (!low || !high || low.right / low.weight < high.right / high.weight) i++;
    else {
      pools.splice(i - 1, 2, {
        odds: low.odds + high.odds,
        right: low.right + high.right,
        weight: low.weight + high.weight,
      });
      i = Math.max(1, i - 1);
    }
  }
  const curve = pools.map(({ odds, right, weight }): [number, number] => [odds / weight, right / weight]);
  const [firstOdds, firstChance] = curve[0] ?? [0, 0];
  const [lastOdds, lastChance] = curve.at(-1) ?? [0, 1];
  // Beyond the outer bins it goes on rising, so that no two spans are equally sure.
  const before: [number, number] = [firstOdds - 4, firstChance / 10];
  const after: [number, number] = [lastOdds + 4, 1 - (1 - lastChance) / 4];
  return [before, ...curve, after].map(([odds, chance]): [number, number] => [round(odds), round(chance)]);
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
