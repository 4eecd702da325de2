/**
 * Stem of an English word, light: plural, `-ed`, `-ing`, `-ly` and a final `e` go, so that `close`, `closes`, `closing` and
 * `closed` are one. Words of other scripts and numbers come back as they are.
 *
 * @param word one lower-case word without diacritics.
 */
export function stem(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  const singular = withoutPlural(word);
  for (const suffix of ['ing', 'ed', 'ly']) {
    if (!singular.endsWith(suffix)) continue;
    const base = singular.slice(0, -suffix.length);
    if (base.length >= 3 && /[aeiouy]/.test(base)) return withoutFinalE(undoubled(base));
  }
  return withoutFinalE(singular);
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2);
  return /[^siu]s$/.test(word) ? word.slice(0, -1) : word;
}

function undoubled(base: string): string {
  return /([bdfgklmnprt])\1$/.test(base) && base.length > 3 ? base.slice(0, -1) : base;
}

function withoutFinalE(base: string): string {
  return base.endsWith('e') && base.length > 3 ? base.slice(0, -1) : base;
}
