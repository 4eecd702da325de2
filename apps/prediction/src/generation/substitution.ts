import { holds, type Statement } from './statement.js';

/** Where the words in a row, which claim and sentence share, begin in each, and how many they are. */
interface Run {
  readonly claim: number;
  readonly taught: number;
  readonly length: number;
}

/** From so many words on, in a row right before and right after the part that differs, a claim repeats the sentence there. */
const REPEATED = 7;

/**
 * Whether a claim repeats a sentence with something else in place of a part of it: «The gym opens at noon on weekdays» of «The
 * gym opens at seven on weekdays». Words of the question are no such thing, nor is it one to leave words out or to put them elsewhere.
 */
export function isSubstituted(claim: Statement, sentence: Statement, question: Statement): boolean {
  const said = new Set(claim.keys);
  const runs = commonRuns(claim.keys, sentence.keys);
  const isNew = (at: number): boolean => {
    const word = claim.words.list[at];
    if (!word || !says(claim, claim.keys[at])) return false;
    return !holds(question.words, word) && !sentence.words.joined.has(word.surface);
  };
  const isGone = (at: number): boolean => {
    const key = sentence.keys[at];
    return key !== undefined && says(sentence, key) && !said.has(key);
  };
  const ends: Run = { claim: claim.keys.length, taught: sentence.keys.length, length: 0 };
  return [...runs, ends].some((after, i) => {
    const before = runs[i - 1] ?? { claim: 0, taught: 0, length: 0 };
    if (before.length + after.length < REPEATED) return false;
    const claimed = range(before.claim + before.length, after.claim);
    const taught = range(before.taught + before.length, after.taught);
    return claimed.some(isNew) && taught.some(isGone);
  });
}

/** Whether it is a content word or a number of the statement. */
function says({ content, numbers }: Statement, key: string | undefined): boolean {
  return key !== undefined && (numbers.has(key) || content.some(({ stem }) => stem === key));
}

/** The longest common subsequence, as its stretches without a gap on either side. */
function commonRuns(a: readonly string[], b: readonly string[]): Run[] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const from = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j] ? from(i + 1, j + 1) + 1 : Math.max(from(i + 1, j), from(i, j + 1));
    }
  }
  const runs: Run[] = [];
  let [i, j, length] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      [i, j, length] = [i + 1, j + 1, length + 1];
      continue;
    }
    if (length > 0) runs.push({ claim: i - length, taught: j - length, length });
    length = 0;
    if (from(i + 1, j) >= from(i, j + 1)) i++;
    else j++;
  }
  if (length > 0) runs.push({ claim: i - length, taught: j - length, length });
  return runs;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
