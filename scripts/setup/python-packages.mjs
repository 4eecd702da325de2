import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, VENV, VENV_PYTHON } from './paths.mjs';

const STAMP = join(VENV, '.installed.json');
const UV = join(ROOT, 'scripts/setup/uv-requirements.txt');
/** What the train service runs with, and what its tests need on top. */
const LISTS = { run: join(ROOT, 'train/requirements.txt'), dev: join(ROOT, 'train/requirements-dev.txt') };

const hash = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** The lists that the environment holds now, by their hashes. */
function installed() {
  if (!existsSync(VENV_PYTHON) || !existsSync(STAMP)) return [];
  return JSON.parse(readFileSync(STAMP, 'utf8')).lists;
}

/** @param {{ dev: boolean }} options whether the tests' packages are asked for as well */
export function pythonPackagesInstalled({ dev }) {
  const have = installed();
  return [LISTS.run, ...(dev ? [LISTS.dev] : [])].every((list) => have.includes(hash(list)));
}

/**
 * Makes the train service's environment, with uv of a fixed version in it, and installs a list compiled with hashes.
 *
 * @param {import('./step.mjs').Steps} steps
 * @param {{ python: string, dev: boolean }} options
 */
export async function installPythonPackages(steps, { python, dev }) {
  const advice = 'Check the connection to the Python registry and start again.';
  const run = (log, program, args) => steps.command({ log, program, args, cwd: ROOT, advice });
  // Over one that is there this only repairs; one whose Python is gone is made anew.
  const clear = existsSync(VENV_PYTHON) ? [] : ['--clear'];
  if (installed().length === 0) await run('install-python-venv', python, ['-m', 'venv', ...clear, VENV]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes'];
  await run('install-python-uv', VENV_PYTHON, [...pip, '-r', UV]);
  const list = dev ? LISTS.dev : LISTS.run;
  const uv = ['-m', 'uv', 'pip', 'install', '--python', VENV_PYTHON, '--require-hashes', '--compile-bytecode'];
  await run('install-python', VENV_PYTHON, [...uv, '-r', list]);
  // The tests' list holds all of the other one.
  writeFileSync(STAMP, JSON.stringify({ lists: [hash(LISTS.run), ...(dev ? [hash(LISTS.dev)] : [])] }));
}
