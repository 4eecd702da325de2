import type { RetrievedPassage } from '../retrieval/passage.js';
import { sliceCodePoints, trimRange } from '../retrieval/code-points.js';
import { holds, type Statement, statement } from './statement.js';
import { isSubstituted } from './substitution.js';

/** A sentence of a passage, which may support a claim. */
export interface Evidence extends Statement {
  readonly trainDataId: number;
  /** Where it begins in the taught text, in code points. */
  readonly start: number;
  /** The sentence before, when this one leans on it with a pronoun. */
  readonly context: Statement | undefined;
}

/** Least share of a claim's words that the question did not hold; they are the answer. */
const NEW_WORDS = 2 / 3;
/** The share of its words that the question held must be above this: the sentence is about the same thing. */
const QUESTION_WORDS = 0.5;
const NEGATION = /\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|except|unless)\b|n['’]t\b/iu;
const CLAUSE = /[,;:()–—]|(?=\b(?:but|except|unless|without|while|although)\b)/iu;
const PRONOUN = /^\W*(?:it|its|they|their|them|he|his|she|her|this|that|these|those|there)\b/iu;

export function evidenceOf(passage: RetrievedPassage): Evidence[] {
  const sentences = passage.sentences.map(({ start, end }) => {
    const range = trimRange(passage.text, { start: start - passage.start, end: end - passage.start });
    return { start: passage.start + range.start, ...statement(sliceCodePoints(passage.text, range.start, range.end)) };
  });
  return sentences.map((sentence, i) => ({
    ...sentence,
    trainDataId: passage.trainDataId,
    context: PRONOUN.test(sentence.text) ? sentences[i - 1] : undefined,
  }));
}

/**
 * The sentences that support a claim, one for all of it or, when a clause of it is supported by another one, several.
 * Empty when a part of the claim has no support. What is compared is written down in docs/decisions/0007-language-model.md.
 *
 * @param cited sentences of the passages that the claim cites.
 */
export function supportFor(claim: string, question: Statement, cited: readonly Evidence[]): Evidence[] {
  const whole = statement(withoutYesOrNo(claim));
  const support = bestSupport(whole, question, cited);
  if (support) return [support];
  // A sentence with one part replaced: it would support the other parts, and some other sentence that one.
  if (cited.some((evidence) => supportBy(evidence, whole, question) > 0)) return [];
  const clauses = clausesOf(claim);
  if (clauses.length < 2) return [];
  const found = clauses.map((clause) => bestSupport(clause, question, cited));
  return found.every((evidence) => evidence !== undefined) ? [...new Set(found)] : [];
}

/** Whether a claim says anything that would need support: «Yes.» alone does not. */
export function saysSomething(claim: string): boolean {
  const { content, numbers } = statement(withoutYesOrNo(claim));
  return content.length + numbers.size > 0;
}

function bestSupport(claim: Statement, question: Statement, cited: readonly Evidence[]): Evidence | undefined {
  let best: Evidence | undefined;
  let most = 0;
  for (const evidence of cited) {
    const weight = supportBy(evidence, claim, question);
    if (weight > most && !isSubstituted(claim, evidence, question)) [best, most] = [evidence, weight];
  }
  return best;
}

/** How many words and numbers of the claim the sentence holds; 0 when it does not support the claim. */
function supportBy(evidence: Evidence, claim: Statement, question: Statement): number {
  const { context } = evidence;
  for (const number of claim.numbers) if (!evidence.numbers.has(number)) return 0;
  const text = evidence.text.toLowerCase();
  for (const address of claim.addresses) if (!text.includes(address)) return 0;
  let asked = 0;
  let askedHeld = 0;
  let fresh = claim.numbers.size;
  let freshHeld = fresh;
  for (const word of claim.content) {
    const held = holds(evidence.words, word) || (context !== undefined && holds(context.words, word));
    if (!held && claim.names.has(word.stem)) return 0;
    if (holds(question.words, word)) {
      asked++;
      askedHeld += Number(held);
    } else {
      fresh++;
      freshHeld += Number(held);
    }
  }
  if (fresh > 0 && freshHeld / fresh < NEW_WORDS) return 0;
  if (asked > 0 && askedHeld / asked <= QUESTION_WORDS) return 0;
  if (NEGATION.test(claim.text) !== isDenied(evidence, claim)) return 0;
  return askedHeld + freshHeld;
}

/** Whether a clause of the sentence that is about the claim says «not». */
function isDenied(evidence: Evidence, claim: Statement): boolean {
  return evidence.text.split(CLAUSE).some((clause) => {
    if (!NEGATION.test(clause)) return false;
    const { words, numbers } = statement(clause);
    return claim.content.some((word) => holds(words, word)) || [...claim.numbers].some((number) => numbers.has(number));
  });
}

/** Clauses with at least two words or numbers; shorter ones belong to the one before. */
function clausesOf(claim: string): Statement[] {
  const clauses: string[] = [];
  for (const part of withoutYesOrNo(claim).split(/[,;]\s|\s(?:and|but|while|whereas)\s/iu)) {
    const { content, numbers } = statement(part);
    if (content.length + numbers.size >= 2 || clauses.length === 0) clauses.push(part);
    else clauses.push(`${clauses.pop() ?? ''} ${part}`);
  }
  return clauses.map((clause) => statement(clause));
}

function withoutYesOrNo(claim: string): string {
  return claim.replace(/^\W*(?:yes|no)\b[\s,.:;–—-]*/iu, '');
}
