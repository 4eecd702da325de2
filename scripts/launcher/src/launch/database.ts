import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError, messageOf } from '../errors.js';
import { EmbeddedPostgres } from '../postgres/embedded-postgres.js';
import type { EmbeddedPostgresOptions } from '../postgres/embedded-postgres.js';
import { findPostmaster } from '../postgres/postmaster.js';
import { freePort, isPortFree } from '../processes/free-port.js';
import { rotateFile } from '../services/rotating-file.js';
import type { Terminal } from './terminal.js';

/**
 * The port of the embedded server: the one that is set, else that of a server left running, else the one it had last
 * time, else any free one. Remembered in `DATA_DIR`, so that tools which people point at it keep working.
 *
 * @throws LaunchError when the set one is taken by another program
 */
export async function choosePort(dataDir: string, set: number | undefined): Promise<number> {
  const left = await findPostmaster(join(dataDir, 'postgres'));
  if (set !== undefined) {
    if (left?.port === set || (await isPortFree(set, '127.0.0.1'))) return set;
    throw new LaunchError(
      `Port ${set} is taken by another program. Set POSTGRESQL_PORT to a free port, or leave it out to have one chosen.`,
    );
  }
  const file = join(dataDir, 'postgres.port');
  const remembered = Number(await readFile(file, 'utf8').catch(() => ''));
  if (left) return left.port;
  if (remembered > 0 && (await isPortFree(remembered, '127.0.0.1'))) return remembered;
  const port = await freePort();
  await writeFile(file, String(port));
  return port;
}

/** Keeps the embedded PostgreSQL running: whenever its postmaster is gone, it is started again. */
export class DatabaseSupervisor {
  private server: EmbeddedPostgres | undefined;
  private readonly stopping = new AbortController();
  private watching: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: EmbeddedPostgresOptions,
    private readonly terminal: Terminal,
    /** Called after every start. */
    private readonly onStarted: () => void,
  ) {}

  get pid(): number | undefined {
    return this.server?.pid;
  }

  /** @throws LaunchError when it cannot be started */
  async start(): Promise<EmbeddedPostgres> {
    rotateFile(this.options.logFile, 2);
    this.server = await EmbeddedPostgres.start(this.options);
    this.watching = this.watch();
    return this.server;
  }

  /** Fast shutdown, immediate after `timeoutMs`. */
  async stop(timeoutMs: number): Promise<void> {
    this.stopping.abort();
    await this.watching;
    await this.server?.stop(timeoutMs);
  }

  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    try {
      for (;;) {
        await this.server?.gone(signal);
        this.terminal.warn('PostgreSQL stopped unexpectedly. Starting it again.');
        await this.startAgain(signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Backends of the dead server, or a full disk, may stand in the way for a while: it is tried until it works. */
  private async startAgain(signal: AbortSignal): Promise<void> {
    for (let wait = 250; ; wait = Math.min(wait * 2, 30_000)) {
      signal.throwIfAborted();
      try {
        this.server = await EmbeddedPostgres.start(this.options);
        this.terminal.say('PostgreSQL runs again.');
        this.onStarted();
        return;
      } catch (error) {
        if (wait >= 1_000) this.terminal.warn(`PostgreSQL does not start yet: ${messageOf(error)}`);
        await delay(wait, undefined, { signal });
      }
    }
  }
}
