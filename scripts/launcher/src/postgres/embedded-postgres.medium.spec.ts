import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../processes/free-port.js';
import { withClient } from './connection.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { serverAccount } from './server-account.js';

let folder: string;
let running: EmbeddedPostgres | undefined;
beforeEach(async () => {
  // Mode 0700, so root's PostgreSQL user may not walk into it by itself.
  folder = await mkdtemp(join(tmpdir(), 'personal-assistant-embedded-'));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(port?: number): Promise<EmbeddedPostgres> {
  running = await EmbeddedPostgres.start({
    folder: join(folder, 'data'),
    port: port ?? (await freePort()),
    user: 'postgres',
    password: 'p@ss:word/of the test',
    database: 'personal_assistant',
    logFile: join(folder, 'postgres.log'),
  });
  return running;
}

describe('EmbeddedPostgres', () => {
  it('is PostgreSQL 18 with UTF-8 and durable commits, reached over TCP on this machine only', async () => {
    const server = await start();
    expect(server.origin).toBe('created');
    const settings = await withClient(server.url(), async (client) => {
      const { rows } = await client.query<{ name: string; setting: string }>(
        `SELECT name, setting FROM pg_settings WHERE name IN
         ('fsync', 'listen_addresses', 'server_encoding', 'server_version_num', 'synchronous_commit', 'unix_socket_directories')`,
      );
      return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    });
    expect(settings).toMatchObject({
      fsync: 'on',
      synchronous_commit: 'on',
      server_encoding: 'UTF8',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    });
    expect(settings.server_version_num).toMatch(/^18/);
    expect((await stat(join(folder, 'data'))).mode & 0o077).toBe(0);
  });

  it('starts over the lock file of a server that is gone, although another process has its id by now', async () => {
    const first = await start();
    await withClient(first.url(), (client) => client.query('CREATE TABLE kept (id int)'));
    const lock = await readFile(join(folder, 'data/postmaster.pid'), 'utf8');
    await first.stop();
    // A process of PostgreSQL's own user: it refuses to start over the lock of such a one.
    const account = serverAccount();
    const stranger = spawn('sleep', ['60'], account ? { uid: account.uid, gid: account.gid, cwd: '/' } : {});
    await once(stranger, 'spawn');
    const file = join(folder, 'data/postmaster.pid');
    await writeFile(file, lock.replace(/^\d+/, String(stranger.pid)), { mode: 0o600 });
    if (account) await chown(file, account.uid, account.gid);

    const second = await start();
    await withClient(second.url(), (client) => client.query('SELECT id FROM kept'));
    expect(stranger.exitCode).toBeNull();
    stranger.kill('SIGKILL');
  });

  it('says when the folder belongs to another major version, and leaves it alone', async () => {
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'data/PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/belongs to PostgreSQL 17, this is version 18\. Set DATA_DIR/);
    expect(await readFile(join(folder, 'data/PG_VERSION'), 'utf8')).toBe('17\n');
  });

  it('repeats why PostgreSQL does not start, and where its log is', async () => {
    const first = await start();
    const other = join(folder, 'other');
    await expect(
      EmbeddedPostgres.start({ ...first.options, folder: other, logFile: join(folder, 'other.log') }),
    ).rejects.toThrow(/^PostgreSQL did not start: FATAL: .* Its log is .*other\.log\.$/);
  });
});
