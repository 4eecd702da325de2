import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { reservePlace, ThrowAwaySystem } from '@personal-assistant/launcher';

export const ROOT = resolve(import.meta.dirname, '../../..');
/** Bearer token with an approver's rights in every system that a test starts. */
export const API_TOKEN = 'api-token-of-the-tests';

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
export class System extends ThrowAwaySystem {
  get dataDir(): string {
    return this.place.dataDir;
  }

  get baseUrl(): string {
    return this.place.baseUrl;
  }

  static async start(options: SystemOptions = {}): Promise<System> {
    const system = new System(await reservePlace({ apiToken: API_TOKEN, folder: 'pa-system-', env: options.env }));
    try {
      await system.launch();
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
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
    // Down from an earlier fault, it has no process until it is started again.
    const pid = await eventually(`${target} running, to be killed`, async () => {
      const { postgres, services } = await this.runState();
      return target === 'postgres' ? postgres?.pid : services[target]?.pid;
    });
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
