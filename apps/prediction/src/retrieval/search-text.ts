/** Most words of a question that go into the full-text search; a longer question adds noise and time. */
export const MAX_SEARCH_WORDS = 48;
/** Code units of a question that are looked at. */
export const MAX_QUESTION_LENGTH = 4_000;

/**
 * A question as the full-text index may take it: letters, digits and spaces only, so nothing of it can be read as
 * query syntax, each word once. Words joined by a hyphen or an apostrophe are also given in one piece (`wi-fi` →
 * `wi fi wifi`), and so are rarer neighbours of at most four letters (`wi fi` → `wifi`), because people write them both ways.
 *
 * @returns an empty string when nothing searchable is left (emoji, punctuation).
 */
export function searchText(question: string): string {
  const words = new Set<string>();
  const plain = question.slice(0, MAX_QUESTION_LENGTH).normalize('NFKC').toLowerCase();
  let previous: string | undefined;
  for (const match of plain.matchAll(/[\p{L}\p{N}]+(?:[-‐‑'’.][\p{L}\p{N}]+)*/gu)) {
    const parts = match[0].split(/[-‐‑'’.]/u);
    for (const part of parts) words.add(part);
    if (parts.length > 1) words.add(parts.join(''));
    const [first] = parts;
    if (parts.length === 1 && first && previous && isShort(previous) && isShort(first)) words.add(previous + first);
    previous = parts.length === 1 ? first : undefined;
  }
  return [...words].slice(0, MAX_SEARCH_WORDS).join(' ');
}

/** Left alone when short words are joined: they stand beside everything. */
const COMMON = new Set(
  (
    'a an and any are as at be by can did do does for from get got had has he her him his how i if in is it its may me my no not of off on or our ' +
    'out own per she so such than that the them then they this to too up us use via was way we were what when who why will with you your'
  ).split(' '),
);

function isShort(word: string): boolean {
  return /^[a-z]{2,4}$/u.test(word) && !COMMON.has(word);
}
