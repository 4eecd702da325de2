import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { heedInterruption } from './interruption.js';

const COMPLAINT_CHARACTERS = 2_000;

/** A program that measures could not be run, or did not end well; the message has what it said last. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

/**
 * Runs a program that tells what it measures line by line. It never outlives this process: it is killed when the person
 * interrupts the measuring, and when this process ends.
 *
 * @param input what it reads
 * @param heard each line of its output, as soon as it is there
 * @returns all lines; `undefined` when the person interrupted it
 * @throws ProgramError; what `heard` throws ends the program, too
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { input = '', heard }: { readonly input?: string; readonly heard?: (line: string) => void } = {},
): Promise<string[] | undefined> {
  const { signal, forget } = heedInterruption();
  const child = spawn(program, args, { stdio: 'pipe' });
  // It has nothing to clean up, and must not be able to go on.
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  process.once('exit', kill);
  const ended = once(child, 'close') as Promise<[number | null]>;
  ended.catch(() => undefined); // awaited below, after its output
  child.stdin.on('error', () => undefined); // one that ended early says why in its complaint
  child.stdin.end(input);
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-COMPLAINT_CHARACTERS);
  });
  try {
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      heard?.(line);
    }
    const [code] = await ended.catch((error: unknown) => [String(error)]);
    if (signal.aborted) return undefined;
    if (code === 0) return lines;
    throw new ProgramError(`${[program, ...args].join(' ')} did not succeed (${String(code)}): ${complaint.trim()}`);
  } finally {
    kill();
    process.off('exit', kill);
    forget();
  }
}
