import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { configSchema } from '@personal-assistant/service-kit';
import { freePorts } from './ports.js';

export const ROOT = resolve(import.meta.dirname, '../../..');
/** Bearer token with an approver's rights in every system that a test starts. */
export const API_TOKEN = 'api-token-of-the-tests';

const READY_LIMIT_MS = 120_000;

export type ServiceName = 'telegram-bot' | 'data' | 'data-consumer' | 'prediction' | 'train';

export interface SystemOptions {
  /** Further variables, as a user would write them into `.env`. */
  env?: Record<string, string>;
}

interface RunState {
  pid: number;
  url: string;
  databaseUrl: string;
  postgres?: { pid: number; port: number };
  services: Record<string, { pid: number; port: number; restarts: number }>;
}

/** The whole product as `npm start` runs it: real launcher, real PostgreSQL, five services, in a folder of its own. */
export class System {
  private launcher: ChildProcess | undefined;
  /** Everything that the launcher printed. */
  output = '';

  private constructor(
    readonly dataDir: string,
    private readonly env: Record<string, string>,
    readonly baseUrl: string,
  ) {}

  static async start(options: SystemOptions = {}): Promise<System> {
    const dataDir = await mkdtemp(join(tmpdir(), 'pa-system-'));
    const [bot, data, consumer, prediction, train, database] = await freePorts(6);
    const env = {
      // Not the developer's own settings.
      ENV_FILE: '/dev/null',
      DATA_DIR: dataDir,
      API_TOKEN,
      TELEGRAM_BOT_SERVICE_URL: `http://127.0.0.1:${bot}`,
      DATA_SERVICE_URL: `http://127.0.0.1:${data}`,
      DATA_CONSUMER_URL: `http://127.0.0.1:${consumer}`,
      PREDICTION_SERVICE_URL: `http://127.0.0.1:${prediction}`,
      TRAIN_SERVICE_URL: `http://127.0.0.1:${train}`,
      POSTGRESQL_PORT: String(database),
      ...options.env,
    };
    const system = new System(dataDir, env, env.DATA_SERVICE_URL);
    try {
      await system.launch();
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  /** Starts the launcher and waits until it says that everything is ready. */
  async launch(): Promise<void> {
    const child = this.spawnLauncher();
    this.launcher = child;
    this.output = '';
    await new Promise<void>((resolveReady, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`not ready within ${READY_LIMIT_MS} ms:\n${this.output}`));
      }, READY_LIMIT_MS);
      const read = (chunk: Buffer) => {
        this.output += chunk.toString();
        if (this.output.includes('is ready: http')) {
          clearTimeout(timer);
          resolveReady();
        }
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`npm start ended with code ${String(code)}:\n${this.output}`));
      });
    });
  }

  /** A further `npm start` on the same folder, to its end. */
  async startAgain(): Promise<{ code: number | null; output: string }> {
    const child = this.spawnLauncher();
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  }

  /** Nothing of the caller's own configuration gets in. */
  private spawnLauncher(): ChildProcessByStdio<null, Readable, Readable> {
    const machine = Object.entries(process.env).filter(([name]) => !(name in configSchema.shape));
    return spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: ROOT,
      env: { ...Object.fromEntries(machine), ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async runState(): Promise<RunState> {
    return JSON.parse(await readFile(join(this.dataDir, 'run.json'), 'utf8')) as RunState;
  }

  /** The page's address with its sign-in token. */
  async pageUrl(): Promise<string> {
    return (await this.runState()).url;
  }

  /** kill -9 of one service, of PostgreSQL, or of the launcher. */
  async kill(target: ServiceName | 'postgres' | 'launcher'): Promise<void> {
    if (target === 'launcher') {
      const exited = this.launcher && once(this.launcher, 'exit');
      this.launcher?.kill('SIGKILL');
      await exited;
      return;
    }
    const state = await this.runState();
    const pid = target === 'postgres' ? state.postgres?.pid : state.services[target]?.pid;
    if (!pid) throw new Error(`run.json has no process ${target}: ${JSON.stringify(state)}`);
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It may be down already: a second blow in a row of faults.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** One call of the REST API with the approver's token (or another one, or none with `null`). */
  async api(method: string, path: string, body?: unknown, token: string | null = API_TOKEN): Promise<ApiResponse> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  /** Ctrl-C, then the folder is removed. */
  async stop(): Promise<void> {
    await this.interrupt();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Ctrl-C: resolves with the launcher's exit code once it has stopped everything. */
  async interrupt(): Promise<number | null> {
    const child = this.launcher;
    if (child?.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
    const [code] = await exited;
    clearTimeout(timer);
    return code;
  }
}

export interface ApiResponse {
  status: number;
  // Tests assert on parts of bodies; the contracts' own tests parse them.
  body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** Polls until `check` returns something, and fails with what was being waited for. */
export async function eventually<T>(what: string, check: () => Promise<T | undefined>, timeoutMs = 30_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs} ms`);
    await new Promise((wait) => setTimeout(wait, 100));
  }
}
