const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/** Wait before the next try: doubles from 250 ms to 30 s, with jitter so that replicas do not try at once. Unit: ms. */
export function backoffMs(attempts: number, random: () => number = Math.random): number {
  const full = Math.min(FIRST_MS * 2 ** Math.max(attempts - 1, 0), LONGEST_MS);
  return Math.round(full * (0.5 + random() / 2));
}
