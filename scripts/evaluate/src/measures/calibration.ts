export interface Confident {
  /** 0 to 1. */
  readonly confidence: number;
  readonly right: boolean;
}

export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanConfidence: number;
  readonly shareRight: number;
}

const BINS = 10;

/** Reliability diagram: bins of equal width that hold anything. */
export function calibrationBins(items: readonly Confident[]): CalibrationBin[] {
  const bins = Array.from({ length: BINS }, (): Confident[] => []);
  for (const item of items) bins[Math.max(0, Math.min(BINS - 1, Math.floor(item.confidence * BINS)))]?.push(item);
  return bins.flatMap((bin, i) =>
    bin.length === 0
      ? []
      : [
          {
            from: i / BINS,
            to: (i + 1) / BINS,
            count: bin.length,
            meanConfidence: bin.reduce((sum, { confidence }) => sum + confidence, 0) / bin.length,
            shareRight: bin.filter(({ right }) => right).length / bin.length,
          },
        ],
  );
}

/** Mean distance between confidence and share of right ones over the bins, weighted by how many are in each; 0 to 1. */
export function expectedCalibrationError(items: readonly Confident[]): number | null {
  if (items.length === 0) return null;
  return calibrationBins(items).reduce(
    (sum, { count, meanConfidence, shareRight }) =>
      sum + (count / items.length) * Math.abs(meanConfidence - shareRight),
    0,
  );
}
