import { hashKey, type QueryClient } from '@tanstack/react-query';

export const REFRESH_DELAY_MS = 250;

const scheduled = new WeakMap<QueryClient, Set<string>>();

/** Fetches again a moment later, once for any number of calls in between: one bulk upload is many events. */
export function refreshSoon(client: QueryClient, key: readonly unknown[]): void {
  const waiting = scheduled.get(client) ?? new Set<string>();
  scheduled.set(client, waiting);
  const hash = hashKey(key);
  if (waiting.has(hash)) return;
  waiting.add(hash);
  setTimeout(() => {
    waiting.delete(hash);
    void client.invalidateQueries({ queryKey: key });
  }, REFRESH_DELAY_MS);
}
