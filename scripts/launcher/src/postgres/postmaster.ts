import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLine, isAlive, sendSignal, waitForExit } from '../processes/process-table.js';

/** What a running PostgreSQL says about itself in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Whether it accepts connections: it listens on the port, and recovery is over. */
  readonly ready: boolean;
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
  return ours && command.includes('postgres') ? { pid, port, ready: lines[7]?.trim() === 'ready' } : undefined;
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

/**
 * Deletes the `postmaster.pid` of a server that is gone. PostgreSQL does so itself, unless the process id is still in the
 * table: as a zombie that nobody collects (a container without an init), or in use by another process of its user.
 * Waits first until no backend of the dead server is left, which is what the file protects from.
 * Does nothing where there is no /proc: PostgreSQL then decides alone.
 */
export async function removeStaleLock(folder: string): Promise<void> {
  if (process.platform !== 'linux' || (await findPostmaster(folder))) return;
  const deadline = Date.now() + 5_000;
  while (await hasBackends(folder)) {
    if (Date.now() > deadline) return;
    await delay(50);
  }
  await rm(join(folder, 'postmaster.pid'), { force: true });
}

/** Whether a process works in the folder, as every process of a PostgreSQL does. Zombies have no working directory. */
async function hasBackends(folder: string): Promise<boolean> {
  const real = await realpath(folder);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return folders.includes(real);
}
