import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine } from './processes/process-table.js';

/** What `DATA_DIR/run.json` tells scripts and tests about the launcher that runs on this folder. */
export interface RunState {
  /** The launcher's own process id. */
  readonly pid: number;
  /** The page's address with the sign-in token. */
  readonly url: string;
  readonly databaseUrl: string;
  readonly postgres?: { readonly pid: number; readonly port: number };
  readonly services: Readonly<Record<string, ServiceState>>;
}

/** One service of the run. */
export interface ServiceState {
  readonly pid: number;
  readonly port: number;
  readonly restarts: number;
}

const FILE = 'run.json';

/** The state of the launcher that runs on this folder; undefined when none does. */
export async function readRunState(dataDir: string): Promise<RunState | undefined> {
  const state = await readLeftState(dataDir);
  return state && isLauncher(state.pid) ? state : undefined;
}

/** The state as the last launcher wrote it, whether it runs or was killed. */
export async function readLeftState(dataDir: string): Promise<RunState | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDir, FILE), 'utf8')) as RunState;
  } catch {
    return undefined;
  }
}

/** Whether a process id belongs to a launcher, and not to something that took a dead one's id. */
export function isLauncher(pid: number): boolean {
  return /start\.mjs|launcher/.test(commandLine(pid));
}

/** Replaces the file at once, so that a reader never sees half of it. Readable by its owner only: it has the token. */
export async function writeRunState(dataDir: string, state: RunState): Promise<void> {
  const draft = join(dataDir, `${FILE}.tmp`);
  await writeFile(draft, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, join(dataDir, FILE));
}

export async function removeRunState(dataDir: string): Promise<void> {
  await rm(join(dataDir, FILE), { force: true });
}
