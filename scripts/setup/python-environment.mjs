import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, VENV_PYTHON } from './paths.mjs';

/**
 * Makes a Python environment beside the train service's, with a list compiled with hashes; nothing when it is there.
 *
 * @param {import('./step.mjs').Steps} steps
 * @param {{ name: string, title: string, venv: string, list: string }} options `name`: of the log files
 */
export async function ensurePythonEnvironment(steps, { name, title, venv, list }) {
  const stamp = join(venv, '.installed');
  const hash = createHash('sha256').update(readFileSync(list)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const advice = 'Check the connection to the Python registry and start again.';
  // uv of the train service's environment, which is installed before.
  const uv = (log, ...args) =>
    steps.command({ log, program: VENV_PYTHON, args: ['-m', 'uv', ...args], cwd: ROOT, advice });
  await steps.during(title, async () => {
    await uv(`${name}-venv`, 'venv', '--clear', '--python', VENV_PYTHON, venv);
    await uv(
      `${name}-packages`,
      'pip',
      'install',
      '--python',
      join(venv, 'bin/python'),
      '--require-hashes',
      '-r',
      list,
    );
  });
  writeFileSync(stamp, hash);
}
