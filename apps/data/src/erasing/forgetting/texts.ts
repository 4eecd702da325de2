import type { Button, RichText } from '@personal-assistant/contracts';
import { bold, rich } from '../../chats/rich.js';
import { plural } from '../../chats/time.js';
import { onDisk } from '../texts.js';
import type { Held } from '../texts.js';

/** What the assistant says about people who want to be forgotten, and what stands where their words and names were. */

/** In place of what they wrote. */
export const FORGOTTEN_WORDS = '(forgotten)';
/** In place of their name. */
export const FORGOTTEN_NAME = 'Forgotten person';

export interface Left {
  texts: number;
  questions: number;
}

/** Asked before anything happens. */
export function askText({ texts, questions }: Left): RichText {
  return rich(
    bold('Shall I forget you?'),
    ` I then take back what you taught (${plural(texts, 'text')}), erase it and what you asked (${plural(questions, 'question')}),`,
    ' what you wrote to me and what you thought of answers, and take your name out of what stays.',
    ' This cannot be undone. Only your own press of the button counts; if you want to stay, do nothing.',
  );
}

export const askButtons = (userId: string): Button[][] => [
  [{ label: 'Yes, forget me', action: { kind: 'CONFIRM_FORGET', userId } }],
];

export function begunText(channel: 'TELEGRAM' | 'WEB'): RichText {
  return rich(
    bold('I am forgetting you.'),
    channel === 'WEB'
      ? ' From now on you are signed out; all of it is gone in a moment.'
      : ' I say when all of it is gone.',
  );
}

/** To the person. */
export function doneText(texts: number): RichText {
  return rich(
    bold('It is done.'),
    ` I took back and erased ${plural(texts, 'text')}, and what I had from you besides. What is shown in Telegram itself, your own`,
    ' messages above all, only you can delete there.',
  );
}

/** To the approvers. */
export function forgottenText(texts: number, { heldBy, heldByTraining }: Held): RichText {
  return rich(
    bold('Somebody asked to be forgotten.'),
    texts === 0
      ? ' They had taught nothing.'
      : ` ${plural(texts, 'text')} of theirs ${texts === 1 ? 'is' : 'are'} withdrawn and erased.`,
    heldBy.length === 0 ? '' : `\n${onDisk(heldBy)}`,
    heldByTraining === null
      ? ''
      : `\nTraining #${heldByTraining} may have read them already; what it makes passes them over too.`,
  );
}
