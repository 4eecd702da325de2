const UNITS = wordMap(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen',
  0,
);
const TEENS = wordMap('sixteen seventeen eighteen nineteen', 16);
const TENS = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, i) => [word, (i + 2) * 10]),
);
const SMALL = new Map([...UNITS, ...TEENS, ...TENS]);
const SCALES = new Map([
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);
const ORDINALS = new Map(
  (
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth ' +
    'sixteenth seventeenth eighteenth nineteenth twentieth'
  )
    .split(' ')
    .map((word, i) => [word, i + 1]),
);

/** Written-out numbers become digits, so that «twenty-five» and «25» are one: `a hundred and twenty` → `120`. */
export function withDigits(text: string): string {
  return text.replace(
    /\b(?:(?:a|half a|one) (?=hundred|thousand|million|dozen)|half an? (?=hour|kilo|litre|liter))?[a-z]+(?:(?:[ -]| and )[a-z]+)*/gu,
    (run) => runWithDigits(run),
  );
}

/** A run of words, in which the longest numbers are replaced. */
function runWithDigits(run: string): string {
  const words = run.split(/(?<=[a-z])(?:[ ]|-)(?=[a-z])/u);
  const out: string[] = [];
  for (let i = 0; i < words.length;) {
    const number = numberAt(words, i);
    if (number) {
      out.push(String(number.value));
      i += number.length;
    } else {
      out.push(words[i] ?? '');
      i += 1;
    }
  }
  // Hyphens inside other words stay (`sunflower-seed`): only what holds a number is rewritten.
  return out.length === words.length && out.every((word, i) => word === words[i]) ? run : out.join(' ');
}

function numberAt(words: readonly string[], start: number): { value: number; length: number } | undefined {
  let total = 0;
  let group = 0;
  let seen = 0;
  for (let i = start; i < words.length; i++) {
    const word = words[i] ?? '';
    const small = SMALL.get(word);
    const scale = SCALES.get(word);
    const first = i === start;
    if (first && (word === 'a' || word === 'an') && isCounted(words[i + 1])) continue;
    if (first && word === 'half' && words[i + 1] === 'a' && words[i + 2] === 'dozen') return { value: 6, length: 3 };
    if (word === 'dozen' && (seen > 0 || words[start] === 'a'))
      return { value: (group || 1) * 12, length: i - start + 1 };
    if (small !== undefined && fits(group, small, seen > 0)) group += small;
    else if (scale === 100 && group < 10) group = (group || 1) * 100;
    else if (scale !== undefined && scale > 100 && (seen > 0 || !first)) {
      total += (group || 1) * scale;
      group = 0;
    } else if (!(word === 'and' && group >= 100 && SMALL.has(words[i + 1] ?? ''))) break;
    seen = i - start + 1;
  }
  return seen === 0 ? undefined : { value: total + group, length: seen };
}

/** `twenty five` is one number, `two three` are two. */
function fits(group: number, small: number, begun: boolean): boolean {
  if (!begun || group % 1000 === 0) return true;
  return group % 100 === 0 || (group % 100 >= 20 && group % 10 === 0 && small < 10 && small > 0);
}

function isCounted(word: string | undefined): boolean {
  return word === 'dozen' || SCALES.has(word ?? '');
}

export function ordinalOf(word: string): number | undefined {
  return ORDINALS.get(word);
}

/**
 * A number as people write it: `1,200.50`, `1.200,50`, `1 200`, `4.50`. A single separator before exactly three digits
 * groups thousands.
 */
export function parseNumber(text: string): number | undefined {
  const compact = text.replace(/[\s  ](?=\d{3}(?:\D|$))/gu, '');
  if (!/^\d+(?:[.,]\d+)*$/u.test(compact)) return undefined;
  const separators = [...compact.matchAll(/[.,]/gu)].map(([mark]) => mark);
  const last = separators.at(-1);
  if (last === undefined) return Number(compact);
  const decimals = compact.length - compact.lastIndexOf(last) - 1;
  const grouped = separators.length > 1 ? new Set(separators).size === 1 : decimals === 3;
  if (grouped) return decimals === 3 ? Number(compact.replace(/[.,]/gu, '')) : undefined;
  const whole = compact.slice(0, compact.lastIndexOf(last)).replace(/[.,]/gu, '');
  return Number(`${whole}.${compact.slice(-decimals)}`);
}

function wordMap(words: string, from: number): Map<string, number> {
  return new Map(words.split(' ').map((word, i) => [word, from + i]));
}
