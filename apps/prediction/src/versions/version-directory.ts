import { realpath, stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { AppError } from '@personal-assistant/service-kit';

/**
 * Absolute path of a version directory, links resolved.
 *
 * @param directory relative to `modelsDirectory`, as the contracts carry it.
 * @throws AppError `BAD_REQUEST` when it leads outside, `NOT_FOUND` when there is none.
 */
export async function versionDirectory(modelsDirectory: string, directory: string): Promise<string> {
  if (!isBelow(resolve(modelsDirectory, directory), resolve(modelsDirectory))) throw outside(directory);
  const path = await existing(resolve(modelsDirectory, directory));
  if (path === undefined) {
    throw new AppError(
      'NOT_FOUND',
      `There is no version directory «${directory}»; check that MODELS_DIR is the same for all services.`,
    );
  }
  // Once more after links are followed: a link inside must not lead outside.
  const root = await existing(resolve(modelsDirectory));
  if (root === undefined || !isBelow(path, root)) throw outside(directory);
  return path;
}

/** True when the version was removed: its directory is gone while that of its workspace is there. */
export async function isRemoved(modelsDirectory: string, directory: string): Promise<boolean> {
  const path = resolve(modelsDirectory, directory);
  if ((await existing(dirname(path))) === undefined) return false;
  try {
    await stat(path);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

/** True for a path strictly below `root`. Both absolute. */
export function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && resolve(root, way) === path;
}

async function existing(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    return undefined;
  }
}

function outside(directory: string): AppError {
  return new AppError(
    'BAD_REQUEST',
    `The directory «${directory}» is not inside MODELS_DIR; give a path relative to it.`,
  );
}
