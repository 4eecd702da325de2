import { setTimeout as wait } from 'node:timers/promises';

/**
 * Begins a work `rate` times a second for `seconds`, whether or not the earlier ones are done, as people do: a system that falls
 * behind is not given a pause to catch up. Waits for all of them.
 */
export async function openLoop<T>(rate: number, seconds: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const begun = performance.now();
  const running: Promise<T>[] = [];
  for (let n = 0; n < Math.round(rate * seconds); n++) {
    const due = begun + (n * 1000) / rate;
    await wait(Math.max(0, due - performance.now()));
    running.push(work(n));
  }
  return Promise.all(running);
}
