/** Stands for NUL, which PostgreSQL stores neither in text nor in JSON; no text of a person contains it. */
export const NUL_STAND_IN = '\uffff';

/** The text with lone surrogates, which no encoding can carry, replaced. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}

/** A copy whose strings PostgreSQL can store: lone surrogates replaced, NUL as {@link NUL_STAND_IN}. */
export function readableJson<T>(value: T): T {
  if (typeof value === 'string') return wellFormed(value).replaceAll('\0', NUL_STAND_IN) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => readableJson(item)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readableJson<unknown>(item)])) as T;
  }
  return value;
}
