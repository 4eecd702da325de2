import type { Button, ButtonAction, HoldingVersion, RichText } from '@personal-assistant/contracts';
import { bold, italic, rich } from '../chats/rich.js';
import { deleteButton } from '../training/removal/texts.js';
import { versionName } from '../training/texts.js';
import type { TrainDataRecord } from '../teaching/train-data.repository.js';

/** What the assistant says about texts that are taken back. */

export interface Held {
  heldBy: readonly HoldingVersion[];
  heldByTraining: number | null;
}

/** The card without what it showed. */
export function withdrawnCardText({ id, taughtBy, withdrawnBy }: TrainDataRecord): RichText {
  return rich(
    bold(`#${id}`),
    ` from ${taughtBy.displayName}\n`,
    bold(`Withdrawn by ${withdrawnBy?.displayName ?? 'somebody'}`),
  );
}

export function withdrawnFullText({ id }: TrainDataRecord): RichText {
  return rich(bold(`#${id}`), italic(' was withdrawn.'));
}

/** In the place of a list that quoted it among others. */
export const QUOTED_TEXT_WITHDRAWN: RichText = rich(
  italic('This quoted a text that was withdrawn since; ask again to see the rest.'),
);

/** To whoever withdrew it. */
export function withdrawnReceipt(id: number, { heldBy, heldByTraining }: Held): RichText {
  return rich(
    bold(`#${id}`),
    ' is withdrawn: I no longer answer from it.',
    heldBy.length === 0 ? '' : ` ${onDisk(heldBy)}`,
    heldByTraining === null ? '' : ` ${inTraining(heldByTraining)}`,
  );
}

/** To its author, when an approver did it. */
export function withdrawnNote(id: number, name: string): RichText {
  return rich(bold(`#${id}`), ` was withdrawn by ${name}: I no longer answer from it.`);
}

/** To the approvers: what still holds it, and what can be done about that. */
export function reportText(record: TrainDataRecord, { heldBy, heldByTraining }: Held): RichText {
  const by = record.withdrawnBy?.displayName ?? 'somebody';
  return rich(
    bold(`#${record.id}`),
    ` was withdrawn by ${by} and is passed over from now on.`,
    heldBy.length === 0 ? '' : `\n${onDisk(heldBy)}`,
    heldByTraining === null ? '' : `\n${inTraining(heldByTraining)}`,
    heldBy.some(({ live }) => live) ? '\nA new version is built without it.' : '',
  );
}

/**
 * What can be done about versions that hold it: build one without it while the live version does, delete those that can go.
 *
 * @param deleteAll what the button for several does
 */
export function holderButtons(heldBy: readonly HoldingVersion[], deleteAll: ButtonAction): Button[][] {
  const rebuild: Button = { label: 'Build one without it', action: { kind: 'START_TRAIN' } };
  const free = heldBy.filter(({ deletable }) => deletable);
  const all: Button = { label: `Delete the ${free.length} that can go`, action: deleteAll };
  const each = free.slice(0, MOST_BUTTONS).map(deleteButton);
  const rows = [heldBy.some(({ live }) => live) ? [rebuild] : [], each, free.length > 1 ? [all] : []];
  return rows.filter((row) => row.length > 0);
}

const MOST_NAMED = 10;
const MOST_BUTTONS = 4;

export function onDisk(heldBy: readonly HoldingVersion[]): string {
  const names = heldBy.slice(0, MOST_NAMED).map((version) => {
    const marks = [version.live ? 'live' : '', version.weights ? 'perhaps learned into its weights' : ''].filter(
      Boolean,
    );
    return versionName(version) + (marks.length > 0 ? ` (${marks.join(', ')})` : '');
  });
  const more = heldBy.length > MOST_NAMED ? ` and ${heldBy.length - MOST_NAMED} more` : '';
  return `Still on disk in ${names.join(', ')}${more}.`;
}

function inTraining(id: number): string {
  return `Training #${id} may have read it already; what it makes passes it over too.`;
}
