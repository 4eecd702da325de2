import type { Button, RichText } from '@personal-assistant/contracts';
import { bold, italic, quote, rich } from '../chats/rich.js';
import { ago, plural } from '../chats/time.js';
import type { CountedGap, GapRecord } from './gap.repository.js';

/** What the assistant says about what it was never taught. */

export const NO_GAPS: RichText = rich('Nothing that I was asked is waiting for an answer.');

export function gapCard({ label, count, people, createdAt }: CountedGap): RichText {
  const who = people === 1 ? 'one person' : `${people} people`;
  const often =
    count === 1 ? `Asked once, ${ago(createdAt)}` : `Asked ${plural(count, 'time')} by ${who} since ${ago(createdAt)}`;
  return rich(quote(label), `\n${often}. `, italic('Reply to this message with the answer.'));
}

export function gapButtons({ id }: CountedGap): Button[][] {
  return [[{ label: 'Out of scope', action: { kind: 'OUT_OF_SCOPE', gapId: id } }]];
}

export function decidedGapCard(gap: GapRecord): RichText {
  return rich(quote(gap.label), '\n', bold(verdictOf(gap)));
}

export function decidedGapSentence(gap: GapRecord): string {
  return gap.status === 'OPEN' ? 'This question waits for an answer.' : `${verdictOf(gap)}.`;
}

/** In the place of a card whose question somebody took back, or was understood in words that are withdrawn. */
export const GAP_TAKEN_BACK: RichText = rich('This question was taken back; /gaps shows what is open.');

export function gapAnswered({ trainDataId, count }: GapRecord): RichText {
  const who = count === 1 ? 'who asked' : 'everybody who asked';
  return rich(
    'Taught as ',
    bold(`#${trainDataId}`),
    ` and approved. I tell ${who} once a version knows it: /start_train.`,
  );
}

/** To whoever asked, once it is known. */
export function knownText({ trainData }: GapRecord, question: string): RichText {
  if (!trainData) throw new Error('a gap without an answer has nothing to tell');
  return rich(
    'You asked: ',
    italic(question),
    '\nI was taught that meanwhile: ',
    bold(trainData.answer ?? trainData.text),
  );
}

function verdictOf({ status, decidedBy, trainDataId }: GapRecord): string {
  const who = decidedBy?.displayName ?? 'an approver';
  switch (status) {
    case 'OPEN':
      return 'Open';
    case 'ANSWERED':
      return `Answered by ${who} with #${trainDataId}`;
    case 'OUT_OF_SCOPE':
      return `Out of scope, says ${who}`;
  }
}
