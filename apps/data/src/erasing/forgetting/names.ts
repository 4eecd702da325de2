import type { RichText } from '@personal-assistant/contracts';
import type { ForgettingRecord } from './forgetting.repository.js';
import { FORGOTTEN_NAME, FORGOTTEN_WORDS } from './texts.js';

/** A shorter name would be found in words that mean something else. */
const LEAST_LETTERS = 2;

/**
 * What we said, without the person: their name and username as whole words, but for quotes, which are what others taught. A
 * message to them alone is nothing any more.
 *
 * @returns `undefined` when nothing of them is in it
 */
export function withoutPerson(
  { key, text }: { key: string; text: RichText },
  { userId, person }: Pick<ForgettingRecord, 'userId' | 'person'>,
): RichText | undefined {
  if (key.startsWith('gap:') && key.endsWith(`:known:${userId}`)) return [{ text: FORGOTTEN_WORDS }];
  const { displayName, username, fixed } = person;
  if (fixed) return undefined;
  const names = (username === null ? [displayName] : [` (@${username})`, `@${username}`, displayName]).filter(
    (name) => name.length >= LEAST_LETTERS,
  );
  const withoutNames = (words: string) =>
    names.reduce((left, name) => left.replace(wholeWords(name), name.startsWith(' (') ? '' : FORGOTTEN_NAME), words);
  const without = text.map((span) => (span.style === 'quote' ? span : { ...span, text: withoutNames(span.text) }));
  return without.some((span, i) => span.text !== text[i]?.text) ? without : undefined;
}

function wholeWords(name: string): RegExp {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}_])${escaped}(?![\p{L}\p{N}_])`, 'gu');
}
