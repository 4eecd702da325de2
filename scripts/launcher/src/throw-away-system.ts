import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { configSchema } from '@personal-assistant/service-kit';
import { ROOT } from './paths.js';
import { freePort } from './processes/free-port.js';

const READY_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 30_000;

export interface ThrowAwaySystemOptions {
  /** Token with an approver's rights. */
  apiToken: string;
  /** Beginning of the temporary folder's name. */
  folder: string;
  /** Further variables, as a user would write them into `.env`. */
  env?: Record<string, string>;
  /** In a process group of its own: a Ctrl-C on the terminal reaches the caller alone, who then calls `interrupt`. */
  ownGroup?: boolean;
}

/** Where a system lives: its folder, addresses and whole configuration. */
export interface SystemPlace {
  readonly dataDir: string;
  /** Of the data service: page and REST API. */
  readonly baseUrl: string;
  readonly predictionUrl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ownGroup: boolean;
}

/** A new temporary folder and free ports; nothing runs yet. */
export async function reservePlace(options: ThrowAwaySystemOptions): Promise<SystemPlace> {
  const dataDir = await mkdtemp(join(tmpdir(), options.folder));
  const ports = new Set<number>();
  while (ports.size < 6) ports.add(await freePort());
  const [data, prediction, bot, consumer, train] = [...ports].map((port) => `http://127.0.0.1:${port}`) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    dataDir,
    baseUrl: data,
    predictionUrl: prediction,
    ownGroup: options.ownGroup ?? false,
    env: {
      // Not the developer's own settings.
      ENV_FILE: '/dev/null',
      DATA_DIR: dataDir,
      API_TOKEN: options.apiToken,
      TELEGRAM_BOT_SERVICE_URL: bot,
      DATA_SERVICE_URL: data,
      DATA_CONSUMER_URL: consumer,
      PREDICTION_SERVICE_URL: prediction,
      TRAIN_SERVICE_URL: train,
      POSTGRESQL_PORT: String([...ports][5]),
      ...options.env,
    },
  };
}

/** The whole product as `npm start` runs it, in a folder of its own, for tests and measurements. */
export class ThrowAwaySystem {
  protected launcher: ChildProcess | undefined;
  /** Everything that the launcher printed since it was started last. */
  output = '';

  constructor(readonly place: SystemPlace) {}

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

  /** Nothing of the caller's own configuration gets in. */
  protected spawnLauncher(): ChildProcessByStdio<null, Readable, Readable> {
    const machine = Object.entries(process.env).filter(([name]) => !(name in configSchema.shape));
    return spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: ROOT,
      env: { ...Object.fromEntries(machine), ...this.place.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: this.place.ownGroup,
    });
  }

  /** Ctrl-C, then the folder is removed. */
  async stop(): Promise<void> {
    await this.interrupt();
    await rm(this.place.dataDir, { recursive: true, force: true });
  }

  /** Ctrl-C: resolves with the launcher's exit code once it has stopped everything. */
  async interrupt(): Promise<number | null> {
    const child = this.launcher;
    if (child?.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    const [code] = await exited;
    clearTimeout(timer);
    return code;
  }
}
