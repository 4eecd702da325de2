import { z } from 'zod';

/**
 * How an answer is put:
 * - `ANSWER`: the words that answer; several sources say the same.
 * - `STATEMENT`: a sentence about what was asked that does not plainly say yes or no.
 * - `LIST`: several answers that hold together, each with its source.
 * - `CONTRADICTION`: answers of which only one can be right, newest first, each with its source.
 */
export const answerFormSchema = z.enum(['ANSWER', 'STATEMENT', 'LIST', 'CONTRADICTION']);
export type AnswerForm = z.infer<typeof answerFormSchema>;

/** The words of an answer that is put together from what each of its sources says, in their order. */
export function composeAnswer(form: AnswerForm, said: readonly string[]): string {
  const distinct = [...new Set(said)];
  const [first = '', ...others] = distinct;
  switch (form) {
    case 'ANSWER':
    case 'STATEMENT':
      return first;
    case 'LIST':
      return distinct.join(', ');
    case 'CONTRADICTION':
      return others.length === 0
        ? first
        : `I was taught different things: ${first} (the newest), but also ${others.join(' and ')}.`;
  }
}
