import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from '../errors.js';
import { isAlive } from '../processes/process-table.js';
import { findBinaries } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { ensureDatabase, tryLogin } from './connection.js';
import { resetSuperuser } from './credentials.js';
import { findPostmaster, removeStaleLock, stopPostmaster } from './postmaster.js';
import { commandAs, serverAccount } from './server-account.js';

/** Where and how the embedded PostgreSQL runs. */
export interface EmbeddedPostgresOptions {
  /** The data folder; made when it does not exist. */
  readonly folder: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The database to make when it does not exist. */
  readonly database: string;
  readonly logFile: string;
  /** `postgresql.conf` settings on top of {@link SMALL}. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How the server came to run. */
export type Origin = 'created' | 'started' | 'adopted';

/** Settings for one small machine shared with five services. Durability stays at PostgreSQL's defaults. */
const SMALL: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '48MB',
  max_wal_size: '256MB',
  min_wal_size: '64MB',
  autovacuum_max_workers: '2',
  // Without its worker processes; this load is read from memory.
  io_method: 'sync',
  max_parallel_workers: '0',
  jit: 'off',
};

const START_TIMEOUT_MS = 60_000;

/**
 * A PostgreSQL 18 server of our own: makes its folder, adopts one that a killed launcher left behind,
 * otherwise starts it, and tells when it is gone. It outlives a launcher that is killed, so that no
 * committed row depends on us.
 */
export class EmbeddedPostgres {
  private constructor(
    readonly options: EmbeddedPostgresOptions,
    readonly pid: number,
    readonly origin: Origin,
  ) {}

  /** @throws LaunchError when it cannot be started; says where its log is */
  static async start(given: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const options = { ...given, folder: resolve(given.folder) };
    mkdirSync(dirname(options.folder), { recursive: true });
    const created = await ensureCluster(options);
    const adopted = await adopt(options);
    const pid = adopted ?? (await launch(options));
    await ensureDatabase(options);
    return new EmbeddedPostgres(options, pid, created ? 'created' : adopted === undefined ? 'started' : 'adopted');
  }

  /** Connection string of the database made at the start, or of another one on the same server. */
  url(database = this.options.database): string {
    const { user, password, port } = this.options;
    return `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  }

  isRunning(): boolean {
    return isAlive(this.pid);
  }

  /** Resolves when the server is gone, whoever ended it. Polls: an adopted server is nobody's child. */
  async gone(signal: AbortSignal): Promise<void> {
    while (this.isRunning()) await delay(250, undefined, { signal });
  }

  /** Fast shutdown: open transactions are rolled back, the log is flushed; an immediate one after `timeoutMs`. */
  async stop(timeoutMs = 6_000): Promise<void> {
    await stopPostmaster(this.pid, timeoutMs);
  }
}

async function adopt(options: EmbeddedPostgresOptions): Promise<number | undefined> {
  const found = await findPostmaster(options.folder);
  if (!found) return undefined;
  if (found.port === options.port && (await tryLogin(options)) === 'ok') return found.pid;
  await stopPostmaster(found.pid, 0);
  return undefined;
}

/** Starts the server and waits until it answers; a password that does not fit the folder is set anew. */
async function launch(options: EmbeddedPostgresOptions): Promise<number> {
  const pid = await spawnServer(options);
  if ((await answer(options, pid)) === 'ok') return pid;
  await stopPostmaster(pid, 5_000);
  await resetSuperuser(options.folder, options.user, options.password);
  const again = await spawnServer(options);
  if ((await answer(options, again)) === 'ok') return again;
  await stopPostmaster(again, 0);
  throw new LaunchError(`PostgreSQL refuses the password of "${options.user}". Its log is ${options.logFile}.`);
}

async function spawnServer(options: EmbeddedPostgresOptions): Promise<number> {
  const { folder, port, logFile } = options;
  await removeStaleLock(folder);
  const { postgres, folder: programs } = await findBinaries();
  const settings = Object.entries({ ...SMALL, ...options.settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const account = serverAccount();
  const command = commandAs(account, postgres, ['-D', folder, '-p', String(port), ...settings], [folder, programs]);
  const log = openSync(logFile, 'a', 0o600);
  try {
    // A session of its own: Ctrl-C in the terminal must reach the services first.
    const child = spawn(command.program, command.args, {
      ...command.options,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
    });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    if (child.pid === undefined) throw new LaunchError('PostgreSQL did not start.');
    return child.pid;
  } finally {
    closeSync(log);
  }
}

async function answer(options: EmbeddedPostgresOptions, pid: number): Promise<'ok' | 'wrong password'> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    // Only once ours says that it listens: until then another server on this port would answer in its place.
    const postmaster = await findPostmaster(options.folder);
    const login = postmaster?.pid === pid && postmaster.ready ? await tryLogin(options) : 'not ready';
    if (login !== 'not ready') return login;
    if (!isAlive(pid) || Date.now() > deadline) {
      const log = await readFile(options.logFile, 'utf8').catch(() => '');
      const reason =
        log
          .slice(-2_000)
          .match(/(?:FATAL|PANIC): .*/g)
          ?.at(-1) ?? 'it gave no reason';
      await stopPostmaster(pid, 0);
      throw new LaunchError(`PostgreSQL did not start: ${reason}. Its log is ${options.logFile}.`);
    }
    await delay(30);
  }
}
