import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

/** Id that joins every log line and request of one update, from the chat to the answer; `undefined` outside of any. */
export function correlationId(): string | undefined {
  return storage.getStore();
}

/** Runs `work` under a correlation id (a new one when none is given). */
export function withCorrelation<T>(id: string | undefined, work: () => T): T {
  return storage.run(id ?? randomUUID(), work);
}
