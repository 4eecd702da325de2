import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '@personal-assistant/measuring';

/** Public data beside the checkout, where there is some. */
export const SHARED_TRAIN = join(ROOT, '../shared/data/reading-train.jsonl.gz');
export const SHARED_DEV = join(ROOT, '../shared/data/reading-dev.jsonl.gz');

/** @returns the path, or `undefined` when nothing is there */
export async function existing(path: string): Promise<string | undefined> {
  return access(path).then(
    () => path,
    () => undefined,
  );
}
