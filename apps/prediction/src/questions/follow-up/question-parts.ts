/** Where a part of a question stands, in code units. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const WH_WORDS = String.raw`(?:(?:since|until|till|from|for|at|on|in|to|by|with|about) )?(?:how (?:much|many|long|often|far|old|big|late|early|soon)|(?:what|which) (?:time|day|days|date|year|month|room|floor|hours|price|number)|what|which|who|whom|whose|when|where|why|how)`;
export const AUXILIARIES = String.raw`(?:is|are|was|were|am|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|['’]s)`;
export const PREPOSITIONS = String.raw`(?:on|in|at|for|from|to|by|with|without|about|of|until|till|before|after|during|since|between|near|per|under|over|inside|outside)`;

const LEADING_WH = new RegExp(String.raw`^${WH_WORDS}\b`, 'iu');
const AUXILIARY = new RegExp(String.raw`(?:^|\s)(?:${AUXILIARIES})(?=\s)|['’]s(?=\s)`, 'iu');
const STOP = new RegExp(
  String.raw`^(?:${PREPOSITIONS}|and|or|but|that|who|which|if|when|while|because|please|there|here|today|tomorrow|now)$`,
  'iu',
);
/** What is said of a subject after `is`; everything else after it belongs to the subject. */
const PREDICATE =
  /^(?:open|opened|closed|free|available|allowed|required|located|situated|held|called|named|ready|due|paid|included|heated|\w{3,}(?:ed|ing))$/iu;
const TO_BE = /\b(?:is|are|was|were)\b|['’]s/iu;

export function leadingWh(question: string): Part | undefined {
  const match = LEADING_WH.exec(question);
  return match ? { start: 0, end: match[0].length, text: match[0] } : undefined;
}

/**
 * What a question is about, by word order alone: `the gym` of «When does the gym open on Sundays?». `undefined` when
 * the words do not show it.
 */
export function subjectOf(question: string): Part | undefined {
  const plain = question.replace(/[?!.\s]+$/u, '');
  const auxiliary = AUXILIARY.exec(plain);
  const wh = leadingWh(plain);
  // «Who runs the gym?»: no auxiliary, the object is what it is about.
  const begin = auxiliary ? auxiliary.index + auxiliary[0].length : wh ? afterWord(plain, wh.end) : undefined;
  if (begin === undefined) return undefined;
  const words = [...plain.slice(begin).matchAll(/[^\s,;]+/gu)];
  const stop = words.findIndex(([word], i) => i > 0 && STOP.test(word));
  let phrase = stop < 0 ? words : words.slice(0, stop);
  const [first] = phrase;
  if (!first || STOP.test(first[0]) || /^(?:i|we|you|it|he|she|they|this|that)$/iu.test(first[0])) return undefined;
  if (auxiliary && phrase.length > 1) {
    const predicate = phrase.findIndex(([word], i) => i > 0 && (!TO_BE.test(auxiliary[0]) || PREDICATE.test(word)));
    const least = /^(?:the|a|an|our|my|your|their|this|that)$/iu.test(first[0]) ? 2 : 1;
    if (TO_BE.test(auxiliary[0])) {
      if (predicate >= least) phrase = phrase.slice(0, predicate);
    } else if (phrase.length > least) phrase = phrase.slice(0, -1);
  }
  const last = phrase.at(-1);
  if (!last) return undefined;
  const start = begin + first.index;
  const end = begin + last.index + last[0].length;
  return { start, end, text: plain.slice(start, end) };
}

function afterWord(text: string, from: number): number | undefined {
  const match = /\s+\S+\s+/u.exec(text.slice(from));
  return match ? from + match.index + match[0].length : undefined;
}

export function replacePart(text: string, part: { start: number; end: number }, by: string): string {
  return text.slice(0, part.start) + by + text.slice(part.end);
}
