import type { ErrorCode, Person } from '@personal-assistant/contracts';

/** One call of the API below `/api/<area>`. */
export interface FakeCall {
  method: string;
  id: string;
  action: string;
  /** What follows `action` in the path. */
  rest: string;
  query: Record<string, string>;
  body: unknown;
  me: Person;
}

export interface FakeResponse {
  status: number;
  body: unknown;
}

export const ok = (body: unknown): FakeResponse => ({ status: 200, body });
export const refuse = (status: number, code: ErrorCode, message: string): FakeResponse => ({
  status,
  body: { code, message },
});

/** `after` is the number of newer items to leave out. */
export function page(oldestFirst: object[], { limit, after }: { limit: number; after?: string | undefined }): object {
  const start = Number(after ?? 0);
  const newestFirst = oldestFirst.toReversed();
  const next = start + limit < newestFirst.length ? String(start + limit) : null;
  return { items: newestFirst.slice(start, start + limit), next };
}
