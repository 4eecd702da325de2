/** What shape an answer has to a question. */
export type QuestionForm = 'yes-no' | 'list' | 'open';

const LEAD_IN =
  /^(?:(?:hi|hello|hey|ok(?:ay)?|so|well|please|and|but|also|then|sorry|excuse me|quick question|question|guys|everyone|all|folks)\b[\s,:!.–-]*)+/iu;
const ASKING =
  /^(?:(?:can|could|would|will) (?:you|anyone|anybody|someone|somebody)(?: please)? (?:tell|remind|inform|let)(?: me| us)?(?: know)?|(?:do|does) (?:you|anyone|anybody|someone|somebody)(?: here)? (?:happen to )?(?:know|remember)|(?:i|we)(?: would|'d|’d)? (?:want|like|need) to know|(?:i|we)(?: wonder|(?:'m|’m| am) wondering)|(?:please )?(?:tell|remind) (?:me|us)|any idea|does anybody have an idea)[\s,:]+/iu;
const WH = /^(?:what|which|who|whom|whose|when|where|why|how)\b/iu;
const AUXILIARY =
  /^(?:is|are|was|were|am|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|isn['’]?t|aren['’]?t|don['’]?t|doesn['’]?t|can['’]?t|cannot|won['’]?t|didn['’]?t|shouldn['’]?t)\b/iu;
const PLURAL = String.raw`(?!(?:was|is|has|does|this|happens|\w*(?:ss|us|is)|hours|times|news)\b)(?:\w+s|people|children|men|women|staff)`;
const ASKS = String.raw`(?:are|is|were|was|do|does|did|can|could|have|has|had|will|would|should|may|must)\b`;
/** Asks for more than one: «which days is …», «who are the trainers», «what are our rooms», «list all …». */
const LIST = new RegExp(
  [
    String.raw`^(?:(?:on|at|in) )?(?:which|what)(?: (?:other|all))?(?: (?!kind|type|sort)[\w-]+)? ${PLURAL} ${ASKS}`,
    String.raw`^who (?:all )?are (?:the|our|your|all)\b`,
    String.raw`^(?:what|which) are (?:all )?(?:the|our|your)(?: [\w-]+){0,2} ${PLURAL}\b`,
    String.raw`^(?:list|name|give me) (?:all|the|every)\b`,
  ].join('|'),
  'iu',
);

/** A question without politeness around it: «Hi, do you know when …» asks when; «do you know if …» asks whether. */
export function plainQuestion(question: string): string {
  const plain = question.trim().replace(LEAD_IN, '');
  const asked = plain.replace(ASKING, '').replace(LEAD_IN, '');
  return asked === '' ? question.trim() : asked;
}

export function questionForm(question: string): QuestionForm {
  const plain = plainQuestion(question);
  if (/^(?:if|whether)\b/iu.test(plain)) return 'yes-no';
  if (WH.test(plain) || LIST.test(plain)) return LIST.test(plain) ? 'list' : 'open';
  // «Is it open or closed?» wants one of the two.
  return AUXILIARY.test(plain) && !/\bor\b(?! not\b)/iu.test(plain) ? 'yes-no' : 'open';
}
