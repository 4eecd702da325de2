import { z } from 'zod';
import { EVIDENCE, type Evidence, WIDE } from './evidence.js';
import { sigmoid } from './logistic.js';

/** What is measured of the best span beside the others. */
export const STANDING = [
  /** Lead in rank score over the best span of another text that says something else, -1 to 1; 0 without one. */
  'lead',
  /** Its share of all spans, by the softmax of their rank scores. */
  'share',
  /** How well the best span of another text that says the same is supported, 0 to 1. */
  'agreement',
] as const;
export const DECISION = ['bias', ...EVIDENCE, ...STANDING] as const;
export type DecisionName = (typeof DECISION)[number];
export type Standing = Record<(typeof STANDING)[number], number>;

/** `[log odds, probability]` in ascending order. */
const curveSchema = z.array(z.tuple([z.number(), z.number().min(0).max(1)])).min(1);
export type Curve = z.infer<typeof curveSchema>;

/** What readers that were fitted earlier do not measure; versions that were fine-tuned then bring their own files. */
const LATER = none(['passageShare', ...WIDE]);

function weightsOf<N extends string>(names: readonly [N, ...N[]]) {
  const complete = (given: unknown) => (typeof given === 'object' ? { ...LATER, ...given } : given);
  return z.preprocess(complete, z.record(z.enum(names), z.number()));
}

/** `confidence.json` of a reader: how its numbers become a choice and a probability. Fitted by `scripts/fit-span-reader.ts`. */
export const judgementSchema = z.object({
  about: z.string(),
  /** The reader that it was fitted for; for another one the numbers mean nothing. */
  reader: z.object({ name: z.string(), sha256: z.string() }),
  /** Most passages that are read. */
  passages: z.number().int().min(1).max(20),
  /** Chance of having read the passage that answers from which on no more are read. */
  enough: z.number().min(0).max(1).default(1),
  /** Most passages, the best ones by what they say alone, that are read once more with what stands around them. */
  wide: z.number().int().min(0).max(20).default(0),
  /** Orders the spans of a question. */
  rank: weightsOf(EVIDENCE),
  /** Turns the best span's evidence into log odds of being right. */
  decide: weightsOf(DECISION),
  /** … which do not grow evenly: above `from`, a measurement counts for `slope` more than below it. */
  bends: z.array(z.object({ of: z.enum([...EVIDENCE, ...STANDING]), from: z.number(), slope: z.number() })).default([]),
  /** Log odds to probability, measured on questions that were not fitted on. */
  calibration: curveSchema,
  /**
   * Confidence that a share of questions reach which nobody taught the answer to, though texts of the same kind were
   * taught: `[share, confidence]` for versions of so many passages, ascending.
   */
  thresholds: z.array(z.object({ passages: z.number().int().positive(), byShare: curveSchema })),
});
export type Judgement = z.infer<typeof judgementSchema>;

/** A span with its evidence, as far as judging needs it. */
export interface Judged {
  readonly trainDataId: number;
  /** Its answer in the form in which two answers are compared. */
  readonly key: string;
  readonly evidence: Evidence;
}

/** A lead of this much in rank score counts half. */
const LEAD_HALF = 1;

export function rankScore(judgement: Pick<Judgement, 'rank'>, evidence: Evidence): number {
  return EVIDENCE.reduce((sum, name) => sum + judgement.rank[name] * evidence[name], 0);
}

export interface Scored<T extends Judged> {
  readonly span: T;
  readonly score: number;
}

/** Spans with their rank scores, best first. */
export function ranked<T extends Judged>(spans: readonly T[], judgement: Pick<Judgement, 'rank'>): Scored<T>[] {
  return spans.map((span) => ({ span, score: rankScore(judgement, span.evidence) })).sort((a, b) => b.score - a.score);
}

/** How the span at `index` stands among all. */
export function standingOf(scored: readonly Scored<Judged>[], index: number): Standing {
  const own = scored[index];
  if (!own) return { lead: 0, share: 0, agreement: 0 };
  const others = scored.filter(({ span }) => span.trainDataId !== own.span.trainDataId);
  const rival = others.find(({ span }) => !agree(span.key, own.span.key));
  const ally = others.find(({ span }) => agree(span.key, own.span.key));
  const total = scored.reduce((sum, { score }) => sum + Math.exp(score - own.score), 0);
  const lead = rival ? own.score - rival.score : 0;
  return {
    lead: lead / (Math.abs(lead) + LEAD_HALF),
    share: 1 / total,
    agreement: ally ? ally.span.evidence.answerableChance : 0,
  };
}

/** Log odds that a span is right. */
export function decisionLogit(
  { decide, bends }: Pick<Judgement, 'decide' | 'bends'>,
  evidence: Evidence,
  standing: Standing,
): number {
  const measured = { ...evidence, ...standing };
  const straight = [...EVIDENCE, ...STANDING].reduce((sum, name) => sum + decide[name] * measured[name], decide.bias);
  return bends.reduce((sum, { of, from, slope }) => sum + slope * Math.max(0, measured[of] - from), straight);
}

/** Every span with the probability that it is right, best first; no span is surer than the one before it. */
export function judge<T extends Judged>(
  spans: readonly T[],
  judgement: Judgement,
): { span: T; score: number; confidence: number }[] {
  const scored = ranked(spans, judgement);
  let highest = 1;
  return scored.map(({ span, score }, index) => {
    const odds = decisionLogit(judgement, span.evidence, standingOf(scored, index));
    highest = Math.min(highest, interpolate(judgement.calibration, odds));
    return { span, score, confidence: highest };
  });
}

/**
 * The lowest confidence at which at most `share` of the questions that nobody taught are answered, in a version of so many
 * passages, as far as it was measured; `undefined` when it was not.
 */
export function thresholdFor({ thresholds }: Judgement, share: number, passages: number): number | undefined {
  if (thresholds.length === 0) return undefined;
  // Between two sizes on a logarithmic scale.
  const bySize = thresholds.map(({ passages: size, byShare }): [number, number] => [
    Math.log(size),
    interpolate(byShare, share),
  ]);
  return interpolate(bySize, Math.log(Math.max(1, passages)));
}

/** Straight lines between the points; what lies outside takes the nearest point's value. */
export function interpolate(curve: Curve, x: number): number {
  const above = curve.findIndex(([at]) => at >= x);
  if (above === -1) return curve.at(-1)?.[1] ?? 0;
  const [x1, y1] = curve[above] ?? [x, 0];
  const [x0, y0] = curve[above - 1] ?? [x1, y1];
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** For a reader that brings no `confidence.json`: what it says itself, not calibrated. */
export function unfitted(reader: Judgement['reader']): Judgement {
  return {
    about: 'Not fitted: the reader brought no confidence.json.',
    reader,
    passages: 6,
    enough: 1,
    wide: 0,
    rank: { ...none(EVIDENCE), margin: 5, answerable: 10 },
    decide: { ...none(DECISION), answerable: 10 },
    bends: [],
    calibration: Array.from({ length: 41 }, (_, i): [number, number] => [i / 2 - 10, sigmoid(i / 2 - 10)]),
    thresholds: [],
  };
}

/** Whether two answers say the same: equal, or one within the other word for word. */
function agree(a: string, b: string): boolean {
  return a !== '' && b !== '' && (` ${a} `.includes(` ${b} `) || ` ${b} `.includes(` ${a} `));
}

function none<N extends string>(names: readonly N[]): Record<N, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<N, number>;
}
