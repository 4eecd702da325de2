import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const VENV = join(ROOT, 'train/.venv');
export const VENV_PYTHON = join(VENV, 'bin/python');

/** `DATA_DIR` of the environment, else of `.env`, else `.data`; absolute. */
export function dataDir() {
  let file = {};
  try {
    file = parseEnv(readFileSync(join(ROOT, '.env'), 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return resolve(ROOT, process.env.DATA_DIR || file.DATA_DIR || '.data');
}
