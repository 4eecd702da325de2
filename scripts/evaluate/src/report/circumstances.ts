import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Options } from '../options.js';

/** What a measurement must carry to be compared with another one. */
export interface Circumstances {
  /** ISO 8601. */
  readonly date: string;
  readonly command: string;
  /** `null` outside a git checkout. */
  readonly commit: string | null;
  /** Tracked files differ from the commit. */
  readonly modified: boolean;
  readonly data: { readonly path: string; readonly sha256: string };
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

/** @param root of the checkout */
export async function circumstancesOf(options: Options, args: readonly string[], root: string): Promise<Circumstances> {
  const git = async (...command: string[]) => {
    try {
      return (await promisify(execFile)('git', command, { cwd: root })).stdout.trim();
    } catch {
      return null;
    }
  };
  return {
    date: new Date().toISOString(),
    command: ['npm run evaluate --', ...args.map(quoted)].join(' '),
    commit: await git('rev-parse', 'HEAD'),
    modified: Boolean(await git('status', '--porcelain', '--untracked-files=no')),
    data: {
      path: options.data,
      sha256: createHash('sha256')
        .update(await readFile(options.data))
        .digest('hex'),
    },
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
