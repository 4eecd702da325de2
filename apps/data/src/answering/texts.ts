import type { RichText } from '@personal-assistant/contracts';
import { italic, rich } from '../chats/rich.js';

/** What the assistant says when it is asked. */

export const workingText: RichText = rich(italic('Working on it…'));

export const NOTHING_TRAINED =
  'Nothing was trained yet, so I cannot answer: teach me with /train, and an approver starts /start_train.';
export const NOT_TAUGHT = 'I was not taught that.';

export const WITHDRAWN_ANSWER = 'This answer was taken back: what it came from was withdrawn.';

/** An answer that a language model is still writing. */
export function draftText(text: string): RichText {
  return rich(text, italic('\n\nstill writing, not checked yet…'));
}

export function failedAnswerText(reason: string): RichText {
  return rich(reason);
}

export const GAVE_UP = 'Sorry, I could not answer that in time; please ask again in a minute.';
