/** Scripts that people write questions in; one of no letter at all, such as an emoji, is of none. */
const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Bengali',
  'Tamil',
  'Thai',
  'Georgian',
  'Armenian',
].map((name) => new RegExp(`\\p{Script=${name}}`, 'u'));

/**
 * Whether a passage can answer a question as far as their letters go: they have a script in common, or the question is
 * nothing but numbers. What the reader makes of characters that it never saw is chance.
 */
export function sharesScript(question: string, passage: string): boolean {
  const asked = SCRIPTS.filter((script) => script.test(question));
  if (asked.length === 0) return /\p{N}|\p{L}/u.test(question);
  return asked.some((script) => script.test(passage));
}
