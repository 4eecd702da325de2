import { AUXILIARIES, leadingWh, PREPOSITIONS, subjectOf } from './question-parts.js';

/** Words that stand for something said before. */
const PERSON = /\b(?:he|she|him|her|his|hers)\b/iu;
const THING = /\b(?:it|its|they|them|their|theirs)\b/iu;
const POINTING = new RegExp(
  String.raw`\b(?:this|that|these|those)(?=\s*[?!.]*$|\s+(?:${AUXILIARIES}|${PREPOSITIONS}|[a-z]+s|cost|open|close|start|end|work|mean)\b)`,
  'iu',
);
const THERE = /(?<!\b(?:is|are|was|were|be|will|['’]s) )\bthere\b(?! (?:is|are|was|were|be)\b)/iu;
/** `it` that stands for nothing: «is it allowed to smoke», «what time is it». */
const EXPLETIVE =
  /\b(?:is|was|be|['’]s) it (?:also |even |still |ever )?(?:allowed|possible|ok(?:ay)?|fine|necessary|mandatory|required|true|permitted|safe|forbidden|worth|raining|snowing|cold|warm|hot|late|dark)\b|\b(?:what|which) (?:time|day|date) is it\b|\bhow(?:['’]s| is) it going\b|\bhow far is it\b|\bit (?:is|rains|snows|takes)\b|\btakes? it\b/iu;
/** A thing of its own that a pronoun of the same question may stand for. */
const OWN_NOUN = /\b(?:the|a|an|my|our|your|this|that|some|any|all|every|each|no) (?!same\b)[\p{L}-]{2,}/iu;
/** A clause before the question says what it is about: «coffee machine is broken, who fixes it?». */
const OWN_CLAUSE = new RegExp(
  String.raw`^(?!(?:who|whom|whose|what|which|where|when|why|how|${AUXILIARIES})\b)[\p{L}-]{2,}(?: [\p{L}-]+)*(?:['’]s| (?:${AUXILIARIES}|(?:is|are|was|were|do|does|did|has|have|ca|wo)n['’]?t))\b[^,;]*[,;]`,
  'iu',
);
const NAME = /(?<!^)(?<![.?!] )\b\p{Lu}\p{Ll}+/u;

export interface Referent {
  /** What the question before was about. */
  readonly thing: string | undefined;
  /** Whom the answer before named. */
  readonly person: string | undefined;
}

/** True when a question speaks of something that only the conversation before tells. */
export function hasOpenPronoun(question: string): boolean {
  const at = firstPronoun(question);
  if (at === undefined) return false;
  const before = question.slice(0, at);
  return !OWN_NOUN.test(before) && !OWN_CLAUSE.test(before) && !NAME.test(before);
}

/** The question with its pronouns replaced; as it is when nothing is known to put in their place. */
export function resolvePronouns(question: string, { thing, person }: Referent): string {
  const name = person ?? thing;
  let resolved = question;
  if (name) {
    resolved = resolved
      .replace(
        /\b(?:his|her)(?= [\p{L}]+(?! (?:for|to|at|on|in)\b))(?! (?:for|to|at|on|in|is|are|and|or|from|by|with|about)\b)/iu,
        possessive(name),
      )
      .replace(/\b(?:he|she|him|her)\b/iu, name)
      .replace(/\b(?:his|hers)\b/iu, possessive(name));
  }
  const plural = thing ?? person;
  if (plural && !EXPLETIVE.test(resolved)) {
    resolved = resolved.replace(/\btheir\b(?=\s+\p{L})/iu, possessive(plural)).replace(/\b(?:they|them)\b/iu, plural);
  }
  // Nobody is an «it».
  if (thing && !EXPLETIVE.test(resolved)) {
    resolved = resolved
      .replace(/\bits\b(?=\s+\p{L})/iu, possessive(thing))
      .replace(/\bit\b/iu, thing)
      .replace(POINTING, thing);
    if (THERE.test(resolved)) resolved = resolved.replace(THERE, `at ${thing}`).replace(/\bto at\b/iu, 'to');
  }
  return resolved;
}

/** What the exchange before offers to stand for. */
export function referentOf(question: string, answer: string | null): Referent {
  const asksWho = /^(?:who|whom|whose)\b/iu.test(leadingWh(question)?.text ?? '');
  const named =
    answer !== null &&
    /^(?:\p{Lu}[\p{L}.'’-]*)(?: (?:de|da|van|von|der|del|la)?\s?\p{Lu}[\p{L}.'’-]*){0,3}$/u.test(answer);
  const subject = subjectOf(question)?.text;
  return { thing: subject, person: asksWho && named ? answer : isName(subject) ? subject : undefined };
}

function isName(text: string | undefined): boolean {
  return text !== undefined && /^\p{Lu}/u.test(text);
}

function possessive(text: string): string {
  return text.endsWith('s') ? `${text}’` : `${text}’s`;
}

function firstPronoun(question: string): number | undefined {
  const plain = EXPLETIVE.test(question) ? question.replace(/\bit\b/iu, '--') : question;
  const found = [PERSON, THING, POINTING, THERE]
    .map((pattern) => pattern.exec(plain)?.index)
    .filter((at) => at !== undefined);
  return found.length > 0 ? Math.min(...found) : undefined;
}
