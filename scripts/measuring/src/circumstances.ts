import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { ROOT } from './root.js';

/** What a measurement must carry to be compared with another one. */
export interface Circumstances {
  /** ISO 8601. */
  readonly date: string;
  readonly command: string;
  /** `null` outside a git checkout. */
  readonly commit: string | null;
  /** Tracked files differ from the commit. */
  readonly modified: boolean;
  /** File that was measured with, if any. */
  readonly data?: { readonly path: string; readonly sha256: string };
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGb: number;
    readonly system: string;
    readonly node: string;
    /** Processes that wanted to run in the minute before: above 0, other work was going on. */
    readonly load: number;
  };
}

/**
 * @param command as the person typed it, without the arguments: `npm run evaluate --`
 * @param data file that is measured with
 */
export async function circumstancesOf(command: string, args: readonly string[], data?: string): Promise<Circumstances> {
  const git = async (...words: string[]) => {
    try {
      return (await promisify(execFile)('git', words, { cwd: ROOT })).stdout.trim();
    } catch {
      return null;
    }
  };
  return {
    date: new Date().toISOString(),
    command: [command, ...args.map(quoted)].join(' '),
    commit: await git('rev-parse', 'HEAD'),
    modified: Boolean(await git('status', '--porcelain', '--untracked-files=no')),
    data: data === undefined ? undefined : { path: data, sha256: sha256(await readFile(data)) },
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      memoryGb: Math.round(totalmem() / 2 ** 30),
      system: `${platform()} ${release()} ${arch()}`,
      node: process.version,
      load: Number((loadavg()[0] ?? 0).toFixed(1)),
    },
  };
}

function quoted(argument: string): string {
  return /^[\w./,=:@+-]+$/u.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
