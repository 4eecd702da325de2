import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedPostgres } from '../postgres/embedded-postgres.js';
import { withClient } from '../postgres/connection.js';
import { isAlive, waitForExit } from '../processes/process-table.js';
import type { RunState } from '../run-state.js';
import { FAKE_DEFINITIONS, FakeInstallation } from '../testing/fake-installation.js';

let installation: FakeInstallation;
beforeEach(async () => {
  installation = await FakeInstallation.make();
});
afterEach(() => installation.remove());

async function runState(): Promise<RunState> {
  return JSON.parse(await readFile(join(installation.dataDir, 'run.json'), 'utf8')) as RunState;
}

async function get(url: string): Promise<string> {
  return (await fetch(url)).text();
}

describe('a start', () => {
  it('ends with the address and its token, with a migrated database and services that know all they need', async () => {
    const { launcher, terminal } = installation.launcher();
    const url = new URL(await launcher.start());
    const state = await runState();
    const env = JSON.parse(await get(new URL('/env', url).href)) as Record<string, string>;

    expect(url.origin).toBe(installation.env.DATA_SERVICE_URL);
    expect(url.searchParams.get('token')).toBe(env.SIGN_IN_TOKEN);
    expect(env).toMatchObject({
      APP_NAME: 'DATA_SERVICE',
      PORT: url.port,
      LAUNCHER_PIPE: '1',
      POSTGRESQL_HOST: '127.0.0.1',
    });
    expect(env.SERVICE_TOKEN?.length).toBeGreaterThanOrEqual(16);
    expect(state).toMatchObject({ pid: process.pid, url: url.href });
    expect(isAlive(state.services.train?.pid ?? 0)).toBe(true);
    const { rowCount } = await withClient(state.databaseUrl, (client) =>
      client.query('SELECT 1 FROM _prisma_migrations'),
    );
    expect(rowCount).toBeGreaterThan(0);
    expect(terminal.lines.join('\n')).not.toContain(env.SERVICE_TOKEN);
  });

  it('keeps secrets to their owner, and data and secrets over a stop', async () => {
    const first = installation.launcher();
    const url = await first.launcher.start();
    const { databaseUrl } = await runState();
    await withClient(databaseUrl, (client) => client.query('CREATE TABLE kept (id int)'));
    const file = join(installation.dataDir, 'secrets.json');
    const secrets = await readFile(file, 'utf8');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await first.launcher.stop();

    const second = installation.launcher();
    expect(await second.launcher.start()).toBe(url);
    expect(await readFile(file, 'utf8')).toBe(secrets);
    expect((await runState()).databaseUrl).toBe(databaseUrl);
    await withClient(databaseUrl, (client) => client.query('SELECT id FROM kept'));
  });

  it('goes on when secrets.json was deleted: the data stays, the password is new', async () => {
    const first = installation.launcher();
    await first.launcher.start();
    await withClient((await runState()).databaseUrl, (client) => client.query('CREATE TABLE kept (id int)'));
    await first.launcher.stop();
    await rm(join(installation.dataDir, 'secrets.json'));

    await installation.launcher().launcher.start();
    await withClient((await runState()).databaseUrl, (client) => client.query('SELECT id FROM kept'));
  });

  it('names the port that is taken and the variable to change', async () => {
    const server = createServer().listen(Number(new URL(installation.env.TRAIN_SERVICE_URL ?? '').port));
    await once(server, 'listening');
    const port = new URL(installation.env.TRAIN_SERVICE_URL ?? '').port;
    await expect(installation.launcher().launcher.start()).rejects.toThrow(
      new RegExp(`^Port ${port} of the train service is taken .* set TRAIN_SERVICE_URL`),
    );
    server.close();
  });

  it('passes on the one line of a service that refuses its configuration', async () => {
    const { launcher } = installation.launcher({ FAKE_EXIT: '2' });
    await expect(launcher.start()).rejects.toThrow(/^TRAIN_MIN_TOKENS: must be a number\.$/);
  });

  it('names the variable that has a wrong value before anything is started', async () => {
    const { launcher } = installation.launcher({ REDIS_MODE: 'sentinel' });
    await expect(launcher.start()).rejects.toThrow(/REDIS_MODE/);
  });

  it('is refused while another launcher runs on the folder', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()', 'scripts/start.mjs'], { stdio: 'pipe' });
    await once(other, 'spawn');
    await writeFile(join(installation.dataDir, 'launcher.pid'), String(other.pid));
    await expect(installation.launcher().launcher.start()).rejects.toThrow(
      new RegExp(`already runs on ${installation.dataDir} \\(process ${String(other.pid)}\\)`),
    );
    other.kill('SIGKILL');
  });
});

describe('what a killed launcher left behind', () => {
  it('is adopted when it is PostgreSQL', async () => {
    const first = installation.launcher();
    await first.launcher.start();
    const { databaseUrl } = await runState();
    await first.launcher.stop();
    const { username, password, port } = new URL(databaseUrl);
    const left = await EmbeddedPostgres.start({
      folder: join(installation.dataDir, 'postgres'),
      port: Number(port),
      user: username,
      password,
      database: 'personal_assistant',
      logFile: join(installation.dataDir, 'logs/postgres.log'),
    });

    const second = installation.launcher();
    await second.launcher.start();
    expect((await runState()).postgres?.pid).toBe(left.pid);
    await second.terminal.line(/PostgreSQL adopted/);
  });

  it('is stopped when it is a service', async () => {
    const [data] = FAKE_DEFINITIONS;
    const left = spawn(data!.program, data!.args, {
      env: {
        ...process.env,
        DATA_DIR: installation.dataDir,
        PORT: new URL(installation.env.DATA_SERVICE_URL ?? '').port,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(left.stdout, 'data');
    const services = { data: { pid: left.pid, port: 0, restarts: 0 } };
    await writeFile(join(installation.dataDir, 'run.json'), JSON.stringify({ services }));

    const { launcher, terminal } = installation.launcher();
    await launcher.start();
    await terminal.line(/Stopped what an earlier run left behind: data/);
    expect(left.exitCode).toBe(0);
  });

  it('is left alone when the process id belongs to something else by now', async () => {
    const stranger = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
    await once(stranger, 'spawn');
    const services = { data: { pid: stranger.pid, port: 0, restarts: 0 } };
    await writeFile(join(installation.dataDir, 'run.json'), JSON.stringify({ services }));
    await writeFile(join(installation.dataDir, 'launcher.pid'), String(stranger.pid));

    await installation.launcher().launcher.start();
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    stranger.kill('SIGKILL');
  });
});

describe('while it runs', () => {
  it('starts a service that crashed again and says so', async () => {
    const { launcher, terminal } = installation.launcher();
    const url = await launcher.start();
    const before = (await runState()).services.data;
    await get(new URL('/crash', url).href).catch(() => undefined);

    expect(await terminal.line(/data stopped unexpectedly/)).toBe(
      'data stopped unexpectedly (exit code 9): out of luck. Starting it again in 0.25 s.',
    );
    await terminal.line(/data is back after/);
    const after = (await runState()).services.data;
    expect(after).toMatchObject({ port: before?.port, restarts: 1 });
    expect(after?.pid).not.toBe(before?.pid);
  });

  it('starts PostgreSQL again when its postmaster is killed, without losing what was committed', async () => {
    const { launcher, terminal } = installation.launcher();
    await launcher.start();
    const { databaseUrl, postgres } = await runState();
    await withClient(databaseUrl, (client) => client.query('CREATE TABLE kept (id int)'));
    process.kill(postgres?.pid ?? 0, 'SIGKILL');

    await terminal.line(/PostgreSQL runs again/);
    await withClient(databaseUrl, (client) => client.query('SELECT id FROM kept'));
    expect((await runState()).postgres?.pid).not.toBe(postgres?.pid);
  });

  it('shows warnings of services but not those of their start, and keeps every line in the log', async () => {
    const { launcher, terminal } = installation.launcher();
    const url = await launcher.start();
    await get(new URL('/warn', url).href);
    await terminal.line(/^data warn: fake: running low$/);
    expect(terminal.lines.join('\n')).not.toContain('waiting for others');
    expect(await readFile(join(installation.dataDir, 'logs/data.log'), 'utf8')).toContain('waiting for others');
  });
});

describe('a stop', () => {
  it('ends everything and leaves no trace of the run', async () => {
    const { launcher } = installation.launcher();
    await launcher.start();
    const { services, postgres } = await runState();
    await launcher.stop();
    for (const pid of [services.data?.pid, services.train?.pid, postgres?.pid]) expect(isAlive(pid ?? 0)).toBe(false);
    await expect(runState()).rejects.toThrow(/ENOENT/);
    await expect(stat(join(installation.dataDir, 'launcher.pid'))).rejects.toThrow(/ENOENT/);
  });

  it('kills a service that does not want to end, within ten seconds', async () => {
    const { launcher } = installation.launcher({ FAKE_STUBBORN: '1' });
    await launcher.start();
    const { services } = await runState();
    const from = Date.now();
    await launcher.stop();
    expect(Date.now() - from).toBeLessThan(10_000);
    expect(isAlive(services.data?.pid ?? 0)).toBe(false);
  });

  it('at once ends all processes without waiting', async () => {
    const { launcher } = installation.launcher({ FAKE_STUBBORN: '1' });
    await launcher.start();
    const { services, postgres } = await runState();
    launcher.kill();
    for (const pid of [services.data?.pid, services.train?.pid, postgres?.pid]) {
      expect(await waitForExit(pid ?? 0, 3_000)).toBe(true);
    }
  });
});
