import { createHash } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Progress, ROOT, runProgram } from '@personal-assistant/measuring';
import { z } from 'zod';
import { type Timing, timing } from '../timing.js';

const FOLDER = join(ROOT, 'scripts/bench/original');
const VENV = join(FOLDER, '.venv');
const STAMP = join(VENV, '.installed');
/** The train service's environment has the installer. */
const UV = join(ROOT, 'train/.venv/bin/python');

const headSchema = z.object({ parameters: z.number(), threads: z.number(), torch: z.string() });
const answerSchema = z.object({ seconds: z.number().positive() });

const learnedSchema = z.object({
  tokens: z.number().int(),
  seconds: z.number().positive(),
  loss: z.number(),
  answers: z.array(z.string()),
});

/** How the original platform learns. */
export interface OriginalTraining extends z.infer<typeof headSchema> {
  readonly texts: readonly z.infer<typeof learnedSchema>[];
}

/** One answer of the original platform. */
export interface Original extends z.infer<typeof headSchema> {
  readonly ms: Timing;
}

/** PyTorch could not be installed; the message says what to do. */
export class OriginalError extends Error {
  override readonly name = 'OriginalError';
}

/**
 * @param python one that has PyTorch; without, an environment is made
 * @returns `undefined` when the person interrupted it
 * @throws OriginalError, ProgramError
 */
export async function measureOriginal(
  python: string | undefined,
  answers: number,
  progress: Progress,
): Promise<Original | undefined> {
  const program = python ?? (await environment(progress));
  if (program === undefined) return undefined;
  const done = progress.stage('Answering as the original platform does', answers);
  const lines = await linesOf(program, ['gpt2.py', String(answers)], '', done);
  if (!lines) return undefined;
  const [head, ...rest] = lines;
  return { ...headSchema.parse(head), ms: timing(rest.map((line) => answerSchema.parse(line).seconds * 1000)) };
}

/**
 * Trains a model on each text from nothing, and has it continue the questions about that text.
 *
 * @param python one that has PyTorch; without, an environment is made
 * @returns `undefined` when the person interrupted it
 * @throws OriginalError, ProgramError
 */
export async function trainOriginal(
  python: string | undefined,
  texts: readonly { text: string; questions: readonly string[] }[],
  progress: Progress,
): Promise<OriginalTraining | undefined> {
  const program = python ?? (await environment(progress));
  if (program === undefined) return undefined;
  const done = progress.stage('Learning as the original platform does', texts.length);
  const lines = await linesOf(program, ['gpt2_train.py'], JSON.stringify({ texts }), done);
  if (!lines) return undefined;
  const [head, ...rest] = lines;
  return { ...headSchema.parse(head), texts: rest.map((line) => learnedSchema.parse(line)) };
}

/** Runs a program of the original's folder. @returns what it said, a JSON object a line: a head, then one for each thing done */
async function linesOf(
  program: string,
  [script = '', ...args]: readonly string[],
  input: string,
  done: (count: number) => void,
): Promise<unknown[] | undefined> {
  let heard = 0;
  const lines = await runProgram(program, [join(FOLDER, script), ...args], {
    input,
    heard: () => {
      done(heard++);
    },
  });
  return lines?.map((line) => JSON.parse(line) as unknown);
}

/** Python with the PyTorch of `requirements.txt`; installed once. @returns `undefined` when the person interrupted it */
async function environment(progress: Progress): Promise<string | undefined> {
  const program = join(VENV, 'bin/python');
  const list = join(FOLDER, 'requirements.txt');
  const wanted = createHash('sha256')
    .update(await readFile(list))
    .digest('hex');
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === wanted) return program;
  progress.stage(`Installing PyTorch into ${VENV}, once (some gigabytes; --python FILE takes a Python that has it)`, 1);
  try {
    await access(UV);
    if (!(await runProgram(UV, ['-m', 'uv', 'venv', '--quiet', '--clear', '--python', UV, VENV]))) return undefined;
    const install = ['-m', 'uv', 'pip', 'install', '--quiet', '--python', program, '--require-hashes', '-r', list];
    if (!(await runProgram(UV, install))) return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OriginalError(
      `PyTorch could not be installed: ${reason}\nCheck the connection to the Python registry and 8 GB of free disk, or name a Python that has torch with --python FILE.`,
    );
  }
  await writeFile(STAMP, wanted);
  return program;
}
