/** When a version may have been live: from the moment it was asked for until the next one was seen to be live. Milliseconds. */
export interface LivePeriod {
  readonly modelId: number;
  readonly from: number;
  to: number;
}

/** Whether the version may have been live at some time between `from` and `to`. */
export function wasLive(periods: readonly LivePeriod[], modelId: number | null, from: number, to: number): boolean {
  return periods.some((period) => period.modelId === modelId && period.from <= to && from <= period.to);
}
