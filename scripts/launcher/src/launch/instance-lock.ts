import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from '../errors.js';
import { isAlive } from '../processes/process-table.js';
import { isLauncher } from '../run-state.js';

const FILE = 'launcher.pid';

/**
 * Makes this the only launcher on the folder until the returned function is called. The file of one that was killed
 * is taken over.
 *
 * @throws LaunchError when another one runs
 */
export function lockInstance(dataDir: string): () => void {
  const file = join(dataDir, FILE);
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => {
        rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw error;
    }
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0 && pid !== process.pid && isAlive(pid) && isLauncher(pid)) {
      throw new LaunchError(
        `Personal Assistant already runs on ${dataDir} (process ${pid}). Stop it there with Ctrl-C, or set DATA_DIR to another folder.`,
      );
    }
    rmSync(file, { force: true });
  }
}
