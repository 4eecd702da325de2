import type { Random } from '../src/measuring/random.js';
import { codePointCount, sliceCodePoints, trimRange } from '../src/retrieval/code-points.js';
import type { RetrievedPassage } from '../src/retrieval/passage.js';
import type { Question } from './reading-data.js';
import type { WindowedContext } from './span-workspaces.js';

/** An answer as a language model could word it, to a question with its passage. */
export interface MadeAnswer {
  readonly kind: string;
  readonly honest: boolean;
  readonly text: string;
}

/** A question with the sentence that answers it, and a passage that holds the sentence. */
export interface Case {
  readonly context: WindowedContext;
  readonly question: Question;
  readonly answer: string;
  readonly sentence: string;
  /** Where the answer begins in the sentence, in code points. */
  readonly at: number;
  readonly passage: RetrievedPassage;
}

const QUESTION_BEGINNING =
  /^\W*(?:(?:in|on|at|to|from|for|by|with|of)\s+)?(?:what|which|who|whom|whose|when|where|why|how(?:\s+(?:many|much))?)?\b\s*(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b\s*)?/iu;

/** `undefined` when no window holds the annotated answer inside one sentence. */
export function caseOf(context: WindowedContext, question: Question): Case | undefined {
  const [gold] = question.answers;
  if (!gold) return undefined;
  const end = gold.start + codePointCount(gold.text);
  for (const window of context.windows) {
    const holding = window.sentences.find((sentence) => sentence.start <= gold.start && end <= sentence.end);
    if (!holding) continue;
    const range = trimRange(context.text, holding);
    const sentence = sliceCodePoints(context.text, range.start, range.end);
    const passage = { ...window, id: 0, vector: new Float32Array(), vectorRank: 1, wordRank: 1, fused: 1 };
    return { context, question, answer: gold.text, sentence, at: gold.start - range.start, passage };
  }
  return undefined;
}

/**
 * What could be said to a question; kinds that need something which it does not have are left out.
 *
 * @param sameText cases of the same text
 * @param elsewhere one of another text
 */
export function answersTo(it: Case, sameText: readonly Case[], elsewhere: Case, random: Random): MadeAnswer[] {
  const { answer, sentence, question } = it;
  const honest = (kind: string, text: string | undefined) => made(kind, true, text);
  const wrong = (kind: string, text: string | undefined) => made(kind, false, text);
  const near = sameText.filter((other) => isOther(other.answer, answer));
  const beside = near.length > 0 ? random.pick(near) : undefined;
  const sameSentence = near.find((other) => other.sentence === sentence);
  return [
    honest('the sentence', sentence),
    honest('the answer alone', answer),
    honest('the question’s words and the answer', asStatement(question.text, answer)),
    honest('the sentence, its parts in another order', turned(sentence)),
    honest('the part of the sentence with the answer', partWith(it)),
    honest(
      'own words: another question’s, and its answer',
      sameSentence && asStatement(sameSentence.question.text, sameSentence.answer),
    ),
    wrong(
      'the sentence, another answer in place of the right one',
      isOther(elsewhere.answer, answer) ? swapped(it, elsewhere.answer) : undefined,
    ),
    wrong('the sentence, another answer of the same text in its place', beside && swapped(it, beside.answer)),
    wrong('the sentence, another phrase in place of one', swappedPhrase(it, elsewhere)),
    wrong('the sentence, another number', otherNumber(sentence)),
    wrong('the sentence, with «not»', denied(sentence)),
    wrong(
      'the question’s words and another answer',
      isOther(elsewhere.answer, answer) ? asStatement(question.text, elsewhere.answer) : undefined,
    ),
    wrong('the sentence of another passage', elsewhere.sentence),
  ].flat();
}

function made(kind: string, honest: boolean, text: string | undefined): MadeAnswer[] {
  return text === undefined ? [] : [{ kind, honest, text: `${text.replace(/[.!?\s]+$/u, '')} [1].` }];
}

/** Neither says a word of the other, small ones aside. */
function isOther(a: string, b: string): boolean {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const known = new Set(words(a));
  return known.size > 0 && words(b).length > 0 && !words(b).some((word) => known.has(word));
}

/** «When does the gym open?», «at 7» → «the gym open at 7». */
function asStatement(question: string, answer: string): string | undefined {
  const rest = question.replace(QUESTION_BEGINNING, '').replace(/[?\s]+$/u, '');
  return rest === '' ? undefined : `${rest} ${answer}`;
}

function swapped({ sentence, at, answer }: Case, other: string): string {
  const [before, after] = around(sentence, at, answer);
  return before + other + after;
}

function around(sentence: string, at: number, answer: string): [before: string, after: string] {
  const end = codePointCount(sentence);
  return [sliceCodePoints(sentence, 0, at), sliceCodePoints(sentence, at + codePointCount(answer), end)];
}

/** Two words before or after the answer become two of another sentence. */
function swappedPhrase({ sentence, at }: Case, other: Case): string | undefined {
  const words = [...sentence.matchAll(/(?<=\s)\p{Ll}{4,}\s\p{Ll}{4,}(?=[\s,.])/gu)];
  const phrase = words.find(({ index }) => Math.abs(index - at) > 12);
  const [replacement] = /(?<=\s)\p{Ll}{4,}\s\p{Ll}{4,}(?=[\s,.])/u.exec(other.sentence) ?? [];
  if (!phrase || !replacement || !isOther(phrase[0], replacement)) return undefined;
  return sentence.slice(0, phrase.index) + replacement + sentence.slice(phrase.index + phrase[0].length);
}

/** «A, B, C» → «C, A, B». */
function turned(sentence: string): string | undefined {
  const parts = sentence.replace(/[.!?\s]+$/u, '').split(', ');
  const last = parts.pop();
  return parts.length === 0 || last === undefined ? undefined : [last, ...parts].join(', ');
}

/** From the comma before the answer to the one after it. */
function partWith({ sentence, at, answer }: Case): string | undefined {
  const [before, after] = around(sentence, at, answer);
  const from = before.lastIndexOf(', ');
  const to = after.indexOf(', ');
  if (from === -1 && to === -1) return undefined;
  return before.slice(from === -1 ? 0 : from + 2) + answer + (to === -1 ? after : after.slice(0, to));
}

function otherNumber(sentence: string): string | undefined {
  const [number] = /(?<![\p{N}.,:])\d{1,4}(?![\p{N}.,:])/u.exec(sentence) ?? [];
  return number === undefined ? undefined : sentence.replace(number, String(Number(number) + 1));
}

function denied(sentence: string): string | undefined {
  if (/\b(?:not|no|never|none|nor|without|except|unless|cannot)\b|n['’]t\b/iu.test(sentence)) return undefined;
  const verb = /\b(?:is|are|was|were|can|will|would|should)\b/u;
  return verb.test(sentence) ? sentence.replace(verb, '$& not') : undefined;
}
