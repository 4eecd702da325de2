import { readFileSync } from 'node:fs';
import { commandLine, isAlive, sendSignal, waitForExit } from '../processes/process-table.js';
import { readLeftState } from '../run-state.js';
import { DEFINITIONS } from '../services/definitions.js';

/**
 * Stops services that a killed launcher left behind (they stop by themselves when its pipe closes, which may take some
 * seconds). A process counts only when its command line and, where the system shows it, its `DATA_DIR` are ours:
 * the id may belong to something else by now.
 *
 * @returns the names of the services that were still there
 */
export async function stopLeftovers(dataDir: string, definitions = DEFINITIONS): Promise<string[]> {
  const markOf = (name: string): string | undefined => definitions.find((service) => service.name === name)?.mark;
  const left = await readLeftState(dataDir);
  const found = Object.entries(left?.services ?? {}).filter(([name, { pid }]) => isOurs(markOf(name), pid, dataDir));
  await Promise.all(
    found.map(async ([, { pid }]) => {
      sendSignal(pid, 'SIGTERM');
      if (await waitForExit(pid, 5_000)) return;
      sendSignal(pid, 'SIGKILL');
      await waitForExit(pid, 2_000);
    }),
  );
  return found.map(([name]) => name);
}

function isOurs(mark: string | undefined, pid: number, dataDir: string): boolean {
  if (mark === undefined || !isAlive(pid) || !commandLine(pid).includes(mark)) return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`DATA_DIR=${dataDir}`);
  } catch {
    return process.platform !== 'linux';
  }
}
