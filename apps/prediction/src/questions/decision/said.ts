import { type AnswerForm, type AnswerSource, composeAnswer } from '@personal-assistant/contracts';
import type { Candidate } from '../../reading/reader.js';

/** The words of an answer, and where each of them was taught. */
export interface Said {
  readonly form: AnswerForm;
  readonly text: string;
  readonly sources: readonly AnswerSource[];
}

/** An answer that is put together from what each source says, in their order. */
export function composed(form: AnswerForm, sources: readonly AnswerSource[]): Said {
  return {
    form,
    text: composeAnswer(
      form,
      sources.map(({ answer = '' }) => answer),
    ),
    sources,
  };
}

/** @param said what the source says, where that is not the candidate's own words */
export function sourceOf({ trainDataId, quote, start, answer }: Candidate, said = answer): AnswerSource {
  return { trainDataId, quote, start, answer: said };
}
