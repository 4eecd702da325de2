import { type AnswerSource, composeAnswer, type SubmitAnswer } from '@personal-assistant/contracts';

/**
 * The answer as far as the sources that are left give it: their own words, where each said something by itself.
 *
 * @param left those of its sources that may be quoted
 * @returns `undefined` when nothing is left, or the answer stands only on all of its sources together
 */
export function withSources(answer: SubmitAnswer, left: readonly AnswerSource[]): SubmitAnswer | undefined {
  if (left.length === 0) return undefined;
  if (left.length === answer.sources.length) return answer;
  const said = left.map((source) => source.answer).filter((words) => words !== undefined);
  if (said.length < left.length) return undefined;
  const whole = answer.form ?? 'ANSWER';
  const form = whole !== 'STATEMENT' && new Set(said).size === 1 ? 'ANSWER' : whole;
  return { ...answer, form, text: composeAnswer(form, said), sources: [...left] };
}
