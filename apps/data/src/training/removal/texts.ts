import type { Button, RichText } from '@personal-assistant/contracts';
import { bold, rich } from '../../chats/rich.js';
import { versionName } from '../texts.js';
import type { KeptVersion, VersionUse } from './removal.repository.js';

/** What the assistant says about versions whose files go. */

/** Why a version stays; ends the sentence that begins with its name. */
const WHY_KEPT: Record<VersionUse, string> = {
  LIVE: 'is live',
  WANTED: 'is being loaded to go live',
  PARENT: 'is the one that the live version was built on',
  ASKED: 'waits for your decision',
  BUILT_ON: 'is the one that the running training builds on',
};

/** What can be done about it. */
const WHAT_TO_DO: Record<VersionUse, string> = {
  LIVE: 'go to another one first with /use',
  WANTED: 'wait until it is live, then go to another one with /use',
  PARENT: 'it can go once another version is live',
  ASKED: 'put it live or keep it back first',
  BUILT_ON: 'wait until that is done, or send /cancel_train',
};

type Named = Pick<KeptVersion, 'id' | 'name'>;

/** One sentence for whoever wanted to delete it. */
export function stillNeeded(version: Named, use: VersionUse): string {
  return `${versionName(version)} ${WHY_KEPT[use]}, so it stays; ${WHAT_TO_DO[use]}.`;
}

/** What became of the versions that hold something that was taken back. */
export function deletedHoldersText(deleted: readonly Named[], remaining: readonly KeptVersion[]): RichText {
  if (deleted.length === 0 && remaining.length === 0) return rich('No kept version holds it any more.');
  return rich(
    deleted.length > 0 ? bold(`Deleted: ${deleted.map(versionName).join(', ')}.`) : bold('Nothing was deleted.'),
    ...remaining.map((version) => (version.use ? `\n${stillNeeded(version, version.use)}` : '')),
  );
}

export function deletingText(version: Named): RichText {
  return rich(
    bold(`${versionName(version)} is deleted`),
    ': nothing can go back to it, and its files are removed now.',
  );
}

export const deleteButton = ({ id }: { id: number }): Button => ({
  label: `Delete #${id}`,
  action: { kind: 'DELETE_VERSION', modelId: id },
});
