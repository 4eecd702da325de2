import { mean, number, percentile } from '@personal-assistant/measuring';

/** Milliseconds of many like things. */
export interface Timing {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** @throws RangeError without values */
export function timing(values: readonly number[]): Timing {
  if (values.length === 0) throw new RangeError('Nothing was measured.');
  const at = (share: number) => percentile(values, share) ?? NaN;
  return {
    count: values.length,
    min: at(0),
    mean: mean(values) ?? NaN,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
  };
}

export const TIMING_HEADER = ['', 'count', 'min', 'p50', 'p95', 'p99', 'max'];

export function timingRow(name: string, { count, min, p50, p95, p99, max }: Timing, decimals = 1): string[] {
  return [name, String(count), ...[min, p50, p95, p99, max].map((value) => number(value, decimals))];
}
