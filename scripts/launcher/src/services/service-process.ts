import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../errors.js';
import { ROOT } from '../paths.js';
import { waitUntilReady } from './readiness.js';

/** What to run and where it answers. */
export interface ServiceSpec {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly url: URL;
}

/** How a process ended, in words for the terminal. */
export interface ServiceExit {
  readonly code: number | null;
  readonly reason: string;
  /** The last line that it wrote to standard error, which is where a refused start says why. */
  readonly lastWords: string;
}

export interface ServiceEvents {
  line(line: string): void;
  /** Called at every start, with the new process's id. */
  started(pid: number): void;
  /** It ended though nobody stopped it, and starts again after `delayMs`. */
  crashed(exit: ServiceExit, delayMs: number): void;
  /** It answers again after a crash. */
  recovered(ms: number): void;
}

/** First wait after a crash, doubled each time up to the longest. */
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** A service that ran this long has recovered: the next crash counts as its first. */
const STABLE_MS = 60_000;

/**
 * One service as a child process that is started again whenever it ends. It holds the read end of a pipe of ours
 * (its standard input) and stops when that closes, so it never outlives a launcher that is killed.
 */
export class ServiceProcess {
  private child: ChildProcess | undefined;
  private crashes = 0;
  private wasReady = false;
  private ready = false;
  private readonly stopSignal = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private firstFailure: ((exit: ServiceExit) => void) | undefined;
  /** How often it was started again. */
  restarts = 0;

  constructor(
    readonly spec: ServiceSpec,
    private readonly events: ServiceEvents,
  ) {}

  get name(): string {
    return this.spec.name;
  }

  private isStopping(): boolean {
    return this.stopSignal.signal.aborted;
  }

  /** Whether it has answered since its last start. */
  get isReady(): boolean {
    return this.ready;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Starts it and waits until it answers `/health/ready`.
   *
   * @throws ServiceStartError when it ends before it was ready for the first time, or is not ready in time
   */
  async start(timeoutMs: number): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.firstFailure = (exit) => {
        reject(new ServiceStartError(this.name, exit));
      };
    });
    this.running = this.keepRunning();
    await Promise.race([waitUntilReady(this.spec.url, timeoutMs, this.stopSignal.signal), failed]);
    this.wasReady = true;
    this.ready = true;
    this.firstFailure = undefined;
  }

  /** SIGTERM, and SIGKILL to the whole group when it has not ended after `timeoutMs`. Resolves when it is gone. */
  async stop(timeoutMs: number): Promise<void> {
    this.stopSignal.abort();
    this.signal('SIGTERM');
    const timer = setTimeout(() => {
      this.kill();
    }, timeoutMs);
    await this.running;
    clearTimeout(timer);
  }

  /** Ends it and its own children at once. */
  kill(): void {
    this.stopSignal.abort();
    const pid = this.child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      this.signal('SIGKILL');
    }
  }

  private signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  private async keepRunning(): Promise<void> {
    while (!this.isStopping()) {
      const startedAt = Date.now();
      const exit = await this.runOnce();
      this.ready = false;
      if (this.isStopping()) return;
      if (!this.wasReady) {
        this.firstFailure?.(exit);
        return;
      }
      this.crashes = Date.now() - startedAt > STABLE_MS ? 0 : this.crashes + 1;
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, this.crashes - 1), LONGEST_DELAY_MS);
      this.events.crashed(exit, delayMs);
      await delay(delayMs, undefined, { signal: this.stopSignal.signal }).catch(() => undefined);
      this.restarts += 1;
      this.announceRecovery();
    }
  }

  private announceRecovery(): void {
    const from = Date.now();
    waitUntilReady(this.spec.url, 120_000, this.stopSignal.signal).then(
      () => {
        this.ready = true;
        this.events.recovered(Date.now() - from);
      },
      // Not ready in time or stopped: the next crash or the person at the terminal has the word.
      () => undefined,
    );
  }

  private async runOnce(): Promise<ServiceExit> {
    const { program, args, env } = this.spec;
    // Detached: Ctrl-C in the terminal reaches the launcher only, which stops everything in order.
    const child = spawn(program, args, { cwd: ROOT, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    let lastWords = '';
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.events.line(line);
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (!/^\s*(?:$|at )/u.test(line)) lastWords = line.trim();
      this.events.line(line);
    });
    if (child.pid !== undefined) this.events.started(child.pid);
    return new Promise((resolve) => {
      child.once('error', (error) => {
        resolve({ code: null, reason: `could not be started: ${messageOf(error)}`, lastWords });
      });
      // `close` and not `exit`: by then everything that it wrote has been read.
      child.once('close', (code, signal) => {
        this.child = undefined;
        resolve({ code, reason: signal === null ? `exit code ${code ?? 0}` : `signal ${signal}`, lastWords });
      });
    });
  }
}

/** A service that ended before it was ready for the first time. */
export class ServiceStartError extends Error {
  override readonly name = 'ServiceStartError';

  constructor(
    readonly service: string,
    readonly exit: ServiceExit,
  ) {
    super(`The ${service} service did not start (${exit.reason})${exit.lastWords ? `: ${exit.lastWords}` : ''}`);
  }
}
