import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ROOT } from './paths.js';

/** The variables of the process and of `.env`; `DATA_DIR` is absolute. */
export type Environment = Readonly<Record<string, string | undefined>> & { readonly DATA_DIR: string };

/**
 * The process's environment on top of the `.env` file in the repository's root (or the file that `ENV_FILE` names). An empty value counts as unset,
 * so that `.env.example` can be copied as it is.
 */
export function loadEnvironment(root = ROOT, real: NodeJS.ProcessEnv = process.env): Environment {
  const file = parseEnv(readText(resolve(root, real.ENV_FILE ?? '.env')));
  const merged: Record<string, string | undefined> = { ...nonEmpty(file), ...nonEmpty(real) };
  return { ...merged, DATA_DIR: resolve(root, merged.DATA_DIR ?? '.data') };
}

function nonEmpty(values: NodeJS.Dict<string>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
