import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const VENV = join(ROOT, 'train/.venv');
export const VENV_PYTHON = join(VENV, 'bin/python');

/** The file with the person's settings: `.env`, or the one that `ENV_FILE` names (the tests name an empty one). */
export const ENV_FILE = resolve(ROOT, process.env.ENV_FILE || '.env');

/** `DATA_DIR` of the environment, else of `.env`, else `.data`; absolute. */
export function dataDir() {
  let file = {};
  try {
    file = parseEnv(readFileSync(ENV_FILE, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return resolve(ROOT, process.env.DATA_DIR || file.DATA_DIR || '.data');
}
