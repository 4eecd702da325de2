import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const runStateSchema = z.object({ services: z.record(z.string(), z.object({ pid: z.number().optional() })) });
/** Of the clock ticks in which Linux counts processor time. */
const TICKS_PER_SECOND = 100;

export interface Usage {
  readonly processorSeconds: number;
  /** Largest resident set so far, bytes. */
  readonly peakBytes: number;
}

/** Process id of a service of a system that runs. */
export async function serviceProcess(dataDir: string, name: string): Promise<number | undefined> {
  const state = runStateSchema.parse(JSON.parse(await readFile(join(dataDir, 'run.json'), 'utf8')));
  return state.services[name]?.pid;
}

/** The process of a training, while there is one. */
export async function trainingProcess(dataDir: string): Promise<number | undefined> {
  const service = await serviceProcess(dataDir, 'train');
  const children = await read(`/proc/${service ?? 0}/task/${service ?? 0}/children`);
  for (const pid of children.split(' ').filter(Boolean).map(Number)) {
    if ((await read(`/proc/${pid}/cmdline`)).includes('personal_assistant_train.pipeline')) return pid;
  }
  return undefined;
}

/** What a process has used so far; `undefined` when it is gone, or where there is no /proc. */
export async function usageOf(pid: number): Promise<Usage | undefined> {
  const [stat, status] = await Promise.all([read(`/proc/${pid}/stat`), read(`/proc/${pid}/status`)]);
  // The fields follow the command's name, which stands in parentheses and may hold spaces.
  const fields = stat
    .replace(/^.*\) /su, '')
    .split(' ')
    .map(Number);
  const peak = /^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1];
  if (peak === undefined) return undefined;
  return {
    processorSeconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS_PER_SECOND,
    peakBytes: Number(peak) * 1024,
  };
}

function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
