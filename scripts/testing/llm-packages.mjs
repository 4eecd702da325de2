import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { ensurePythonEnvironment } from '../setup/python-environment.mjs';

/**
 * Installs the real language model server of the tests, in an environment of its own: the assistant does not need it.
 *
 * @param {import('../setup/step.mjs').Steps} steps
 */
export function ensureLlmServer(steps) {
  return ensurePythonEnvironment(steps, {
    name: 'llm',
    title: 'Installing the language model server of the tests',
    venv: join(ROOT, 'test/llm/.venv'),
    list: join(ROOT, 'test/llm/requirements.txt'),
  });
}
