import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, isAlive, sendSignal, waitForExit } from '../processes/process-table.js';

/** What a running PostgreSQL says about itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * The PostgreSQL that runs on this data folder, left over from a launcher that was killed; undefined when none does.
 * The file alone proves nothing (the id may belong to another process by now), so the command line must name the folder.
 */
export async function findPostmaster(folder: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return undefined;
  const command = commandLine(pid);
  const ours = command.includes(folder) || command.includes(await realpath(folder));
  return ours && command.includes('postgres') ? { pid, port } : undefined;
}

/**
 * Stops a server without its launcher: `SIGINT` is PostgreSQL's fast shutdown, `SIGQUIT` its immediate one
 * (the next start replays the log).
 */
export async function stopPostmaster(pid: number, fastMs: number): Promise<void> {
  if (fastMs > 0) {
    sendSignal(pid, 'SIGINT');
    if (await waitForExit(pid, fastMs)) return;
  }
  sendSignal(pid, 'SIGQUIT');
  if (await waitForExit(pid, 5_000)) return;
  sendSignal(pid, 'SIGKILL');
  await waitForExit(pid, 5_000);
}
