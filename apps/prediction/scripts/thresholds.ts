import type { Judgement } from '../src/reading/judgement.js';
import { sigmoid } from '../src/reading/logistic.js';
import { type Outcome, thresholdAt } from './span-measures.js';

/** Shares of unanswerable questions that may be answered, for which a threshold is given. */
const SHARES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];
const BOUND = 6;

/** Outcomes of workspaces of about the same size. */
export interface SizeGroup {
  /** Median number of passages. */
  readonly passages: number;
  readonly results: readonly Outcome[];
}

/** Groups with enough unanswerable questions to tell a share of five in a hundred, the smallest versions first. */
export function sizeGroups(results: readonly Outcome[]): SizeGroup[] {
  const sizes = [...new Set(results.map(({ probe }) => probe.size))];
  return (
    sizes
      .map((size) => {
        const own = results.filter(({ probe }) => probe.size === size);
        const passages = own.map(({ probe }) => probe.passages).sort((a, b) => a - b);
        return { passages: passages[passages.length >> 1] ?? 1, results: own };
      })
      .filter(({ results: own }) => own.filter(({ probe }) => !probe.answerable).length >= 40)
      // Many short texts can be fewer passages than some long ones.
      .sort((a, b) => a.passages - b.passages)
  );
}

/**
 * Thresholds by size of the version. Those of one size are noisy, so in log odds a straight line over the logarithm of the
 * size is drawn through them.
 */
export function thresholdsOf(groups: readonly SizeGroup[]): Judgement['thresholds'] {
  const lines = SHARES.map((share) =>
    lineThrough(
      groups.map(({ passages, results }) => ({
        x: Math.log(passages),
        y: boundedLogit(thresholdAt(results, share)),
        weight: results.length,
      })),
    ),
  );
  return groups.map(({ passages }) => {
    let highest = 1;
    return {
      passages,
      byShare: SHARES.map((share, i): [number, number] => {
        // A larger share never needs a higher threshold, though lines may cross.
        highest = Math.min(highest, sigmoid(lines[i]?.(Math.log(passages)) ?? 0));
        return [share, Number(highest.toFixed(4))];
      }),
    };
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

/** Weighted least squares. */
function lineThrough(points: readonly Point[]): (x: number) => number {
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (value: (point: Point) => number) =>
    points.reduce((sum, point) => sum + point.weight * value(point), 0) / total;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = mean((point) => (point.x - x) ** 2);
  const slope = spread === 0 ? 0 : mean((point) => (point.x - x) * (point.y - y)) / spread;
  return (at) => y + slope * (at - x);
}

function boundedLogit(probability: number): number {
  const odds = Math.log(probability / (1 - probability));
  return Math.max(-BOUND, Math.min(BOUND, odds));
}
