import { AppError } from '@personal-assistant/service-kit';

/** A page of `limit` items made from `limit + 1` rows: `next` is the id to go on after, `null` on the last page. */
export function pageOf<R, T>(
  rows: R[],
  limit: number,
  view: (row: R) => T,
  idOf: (row: R) => string,
): { items: T[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(view), next: rows.length > limit && last !== undefined ? idOf(last) : null };
}

/** `?after=` of a list with numeric ids. */
export function numericCursor(after: string | undefined): number | undefined {
  if (after === undefined) return undefined;
  if (/^\d{1,9}$/u.test(after)) return Number(after);
  throw new AppError('BAD_REQUEST', '«after» is wrong: take it from «next» of the page before.');
}
