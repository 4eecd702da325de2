import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A set-up that cannot go on: its message is one line for the person (plus the end of a log). */
export class SetupError extends Error {}

/** Longest silence on the terminal, below the ten seconds after which people doubt. */
const HEARTBEAT_MS = 8_000;

/** @param {number} from */
const secondsSince = (from) => `${((Date.now() - from) / 1_000).toFixed(0)} s`;

/** Prints steps with the seconds since the start, and keeps each step's output in a log file. */
export class Steps {
  #startedAt;
  #logDir;
  #running = new Set();
  /** What goes on now, and since when. */
  #current = new Map();
  #heartbeat;
  #lastLine = 0;

  constructor({ startedAt, logDir }) {
    this.#startedAt = startedAt;
    this.#logDir = logDir;
  }

  say(line) {
    this.#lastLine = Date.now();
    console.log(`[${((Date.now() - this.#startedAt) / 1_000).toFixed(1).padStart(5)} s] ${line}`);
  }

  /**
   * Runs `work` under a title: says when it begins and ends, and at least every ten seconds that it still goes on.
   *
   * @template T
   * @param {string} title what is being done, such as «Installing Node packages»
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async during(title, work) {
    const from = Date.now();
    this.say(`${title} …`);
    this.#current.set(title, from);
    this.#heartbeat ??= setInterval(() => this.#beat(), 1_000);
    try {
      const result = await work();
      this.say(`${title}: done in ${secondsSince(from)}.`);
      return result;
    } finally {
      this.#current.delete(title);
      if (this.#current.size === 0) {
        clearInterval(this.#heartbeat);
        this.#heartbeat = undefined;
      }
    }
  }

  /** One line for all that goes on, when nothing else was said for a while. */
  #beat() {
    if (Date.now() - this.#lastLine < HEARTBEAT_MS) return;
    this.say([...this.#current].map(([title, from]) => `${title} … (${secondsSince(from)})`).join('   '));
  }

  /**
   * Runs a command whose output goes to `<log>.log`.
   *
   * @param {{ log: string, program: string, args: string[], cwd?: string, env?: NodeJS.ProcessEnv, advice?: string }} command
   * @throws {SetupError} with the end of its output and the log's place when it fails
   */
  async command({ log, program, args, cwd, env = process.env, advice = '' }) {
    mkdirSync(this.#logDir, { recursive: true });
    const file = join(this.#logDir, `${log}.log`);
    const output = openSync(file, 'w', 0o600);
    try {
      await new Promise((resolve, reject) => {
        const child = spawn(program, args, { cwd, env, stdio: ['ignore', output, output] });
        this.#running.add(child);
        child.once('error', (error) => reject(new SetupError(`${program} could not be run: ${error.message}`)));
        child.once('close', (code, signal) => {
          this.#running.delete(child);
          if (code === 0) resolve();
          else reject(new SetupError(failure({ program, args, file, ended: signal ?? `exit code ${code}`, advice })));
        });
      });
    } finally {
      closeSync(output);
    }
  }

  /** Ends the commands that still run, when another one of the same moment has failed. */
  abort() {
    for (const child of this.#running) child.kill('SIGTERM');
  }
}

function failure({ program, args, file, ended, advice }) {
  const tail = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20);
  return [
    ...tail.map((line) => `  | ${line}`),
    `"${[program, ...args].join(' ')}" failed (${ended}). ${advice} The whole log is ${file}.`.replaceAll('  ', ' '),
  ].join('\n');
}
