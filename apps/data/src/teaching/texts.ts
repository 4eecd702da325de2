import type { Button, RichText, Span } from '@personal-assistant/contracts';
import { shownAnswer } from '../answering/shown-answer.js';
import { bold, italic, link, quote, rich } from '../chats/rich.js';
import { ago, plural } from '../chats/time.js';
import type { TrainDataRecord } from './train-data.repository.js';

/** What the assistant says about taught texts. */

const SHOWN_CHARACTERS = 100;

export function receiptText(ids: readonly number[]): RichText {
  const what = ids.length === 1 ? 'this' : plural(ids.length, 'pair');
  return rich(`Thank you! I passed ${what} on to the approvers as `, bold(ids.map((id) => `#${id}`).join(', ')), '.');
}

export function cardText(record: TrainDataRecord): RichText {
  const { id, taughtBy, chat } = record;
  const name = taughtBy.username ? `${taughtBy.displayName} (@${taughtBy.username})` : taughtBy.displayName;
  const where = chat?.title ? ` in «${chat.title}»` : '';
  return rich(
    bold(`#${id}`),
    ` from ${name}${where}`,
    record.link ? ' · ' : '',
    record.link ? link('message', record.link) : null,
    '\n',
    ...taughtParts(record),
    ...correctsParts(record),
    similarLine(record),
  );
}

export function decidedCardText(record: TrainDataRecord): RichText {
  const who = record.decidedBy?.displayName ?? 'an approver';
  const verdict = record.status === 'REJECTED' ? 'Rejected' : 'Approved';
  const reason = record.status === 'REJECTED' && record.rejectReason ? `: ${record.rejectReason}` : '';
  return [...cardText(record), { text: '\n' }, bold(`${verdict} by ${who}`), ...(reason ? [{ text: reason }] : [])];
}

export function cardButtons(record: TrainDataRecord): Button[][] {
  const trainDataId = record.id;
  const decide: Button[] = [
    { label: 'Approve', action: { kind: 'APPROVE', trainDataId } },
    { label: 'Reject', action: { kind: 'REJECT', trainDataId } },
  ];
  return isCut(record) ? [decide, [{ label: 'Show all', action: { kind: 'SHOW', trainDataId } }]] : [decide];
}

export function approvedNote(id: number, approver: string): RichText {
  return rich(bold(`#${id}`), ` was approved by ${approver}. I will know it after the next training.`);
}

export function rejectedNote(id: number, approver: string, reason: string | null): RichText {
  return rich(bold(`#${id}`), ` was not accepted by ${approver}`, reason ? `: ${reason}` : '.');
}

/** How the keys of the messages begin that show a text in full. */
export const fullKey = (id: number): string => `train-data:${id}:full:`;

export function fullText(record: TrainDataRecord): RichText {
  return rich(bold(`#${record.id}`), ` in full, taught by ${record.taughtBy.displayName}:\n`, record.text);
}

export function decidedSentence(record: TrainDataRecord): string {
  const withdrawn = record.status === 'WITHDRAWN';
  const verdict = withdrawn ? 'withdrawn' : record.status === 'REJECTED' ? 'rejected' : 'approved';
  const by = withdrawn ? record.withdrawnBy : record.decidedBy;
  const at = withdrawn ? record.withdrawnAt : record.decidedAt;
  const who = by ? ` by ${by.displayName}` : '';
  const when = at ? `, ${ago(at)}` : '';
  return `Already ${verdict}${who}${when}.`;
}

export function duplicateSentence(record: TrainDataRecord, exact: boolean): string {
  const state = record.status === 'SUBMITTED' ? ' It waits for an approver.' : '';
  const what = exact ? 'That was taught already' : 'Nearly the same was taught already';
  return `${what}: #${record.id} by ${record.taughtBy.displayName}, ${ago(record.createdAt)}.${state}`;
}

export function bulkText(name: string, created: number, refused: number): RichText {
  return rich(
    bold(plural(created, 'text')),
    ` added and approved by ${name}`,
    refused > 0 ? `; ${plural(refused, 'text')} left out.` : '.',
    ' Send /start_train to let me learn.',
  );
}

function taughtParts(record: TrainDataRecord): (string | Span)[] {
  const { text, question, answer, tokens } = record;
  const parts =
    question !== null && answer !== null
      ? ['Question: ', bold(shortened(question)), '\nAnswer: ', quote(shortened(answer))]
      : [quote(shortened(text))];
  return isCut(record) ? [...parts, `\n${plural(text.length, 'character')}, ${plural(tokens, 'token')}`] : parts;
}

function correctsParts({ corrects }: TrainDataRecord): (string | Span)[] {
  const answer = corrects?.answer;
  if (!answer) return [];
  if (answer.abstained) return [italic('\nI was asked this and had not been taught it.')];
  const version = answer.modelId === null ? '' : ` (version #${answer.modelId})`;
  return [italic(`\nCorrects my answer${version}: `), quote(shortened(shownAnswer(answer).text))];
}

function isCut({ text, question, answer }: TrainDataRecord): boolean {
  const shown = question !== null && answer !== null ? [question, answer] : [text];
  return shown.some((part) => beginning(part)[1]);
}

function shortened(text: string): string {
  const [shown, cut] = beginning(text);
  return cut ? `${shown}…` : shown;
}

function similarLine(record: TrainDataRecord): Span | null {
  const similar = Array.isArray(record.similar) ? (record.similar as { id: number; similarity: number }[]) : [];
  if (similar.length === 0) return null;
  const list = similar.map(({ id, similarity }) => `#${id} (${Math.round(similarity * 100)} % alike)`).join(', ');
  return italic(`\nLikely duplicate of ${list}`);
}

/** The first characters, never cut inside a surrogate pair, and whether something was cut. */
function beginning(text: string): [string, boolean] {
  const characters = Array.from(text);
  if (characters.length <= SHOWN_CHARACTERS) return [text, false];
  return [characters.slice(0, SHOWN_CHARACTERS).join(''), true];
}
