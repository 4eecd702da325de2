import type { PreviousExchange } from '@personal-assistant/contracts';
import { completeFragment, readFragment } from './fragment.js';
import { hasOpenPronoun, referentOf, resolvePronouns } from './pronouns.js';

/** Longest written-out question, in characters: chains do not grow for ever. */
const LONGEST = 400;
const JOINED = /^(?:(?:and|but|also|so|ok(?:ay)?|then)[\s,]+)+(?=\S+\s+\S)/iu;

/**
 * A question as it can be understood alone. A follow-up that leaves something out («and on Sundays?», «who runs it?») is
 * written out with the question before; one that stands alone is given back untouched, so that it is not polluted.
 */
export function understand(question: string, previous: PreviousExchange | null): string {
  if (!previous) return question;
  const fragment = readFragment(question, previous.replied);
  const written = fragment
    ? completeFragment(fragment, previous.question, previous.answer)
    : withReferents(question, previous);
  if (written === undefined || written.length > LONGEST) return question;
  return asQuestion(written);
}

function withReferents(question: string, previous: PreviousExchange): string | undefined {
  const plain = question.trim().replace(JOINED, '');
  if (!hasOpenPronoun(plain)) return undefined;
  const resolved = resolvePronouns(plain, referentOf(previous.question, previous.answer));
  return resolved === plain ? undefined : resolved;
}

function asQuestion(text: string): string {
  const plain = text
    .trim()
    .replace(/\s+/gu, ' ')
    .replace(/[?!.\s]+$/u, '');
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}?`;
}
