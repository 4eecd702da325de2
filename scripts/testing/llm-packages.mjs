import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, VENV_PYTHON } from '../setup/paths.mjs';

const VENV = join(ROOT, 'test/llm/.venv');
const LIST = join(ROOT, 'test/llm/requirements.txt');
const STAMP = join(VENV, '.installed');

/**
 * Installs the real language model server of the tests, in an environment of its own: the assistant does not need it.
 *
 * @param {import('../setup/step.mjs').Steps} steps
 */
export async function ensureLlmServer(steps) {
  const hash = createHash('sha256').update(readFileSync(LIST)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  const advice = 'Check the connection to the Python registry and start again.';
  // uv of the train service's environment, which is installed before.
  const uv = (log, ...args) =>
    steps.command({ log, program: VENV_PYTHON, args: ['-m', 'uv', ...args], cwd: ROOT, advice });
  await steps.during('Installing the language model server of the tests', async () => {
    await uv('llm-venv', 'venv', '--clear', '--python', VENV_PYTHON, VENV);
    await uv('llm-packages', 'pip', 'install', '--python', join(VENV, 'bin/python'), '--require-hashes', '-r', LIST);
  });
  writeFileSync(STAMP, hash);
}
