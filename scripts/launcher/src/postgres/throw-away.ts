import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../processes/free-port.js';
import { sendSignal } from '../processes/process-table.js';
import { EmbeddedPostgres } from './embedded-postgres.js';

/** An empty PostgreSQL in a temporary folder, without durability; for tests and for making migrations. */
export interface ThrowAwayPostgres {
  readonly server: EmbeddedPostgres;
  /** Stops the server and deletes its folder. */
  remove(): Promise<void>;
}

const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/** Starts one; about a second. */
export async function startThrowAwayPostgres(): Promise<ThrowAwayPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'personal-assistant-postgres-'));
  const server = await EmbeddedPostgres.start({
    folder: join(folder, 'data'),
    port: await freePort(),
    user: 'postgres',
    password: randomBytes(12).toString('hex'),
    database: 'personal_assistant',
    logFile: join(folder, 'postgres.log'),
    settings: FAST,
  });
  // It would outlive a run that is cut short.
  const kill = (): void => {
    sendSignal(server.pid, 'SIGQUIT');
  };
  process.once('exit', kill);
  return {
    server,
    remove: async () => {
      process.off('exit', kill);
      await server.stop(2_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
