import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { ensurePythonEnvironment } from './python-environment.mjs';

/**
 * Installs PyTorch, with which a training fine-tunes the reader; the train service finds it there by itself.
 *
 * @param {import('./step.mjs').Steps} steps
 */
export function ensureLearning(steps) {
  return ensurePythonEnvironment(steps, {
    name: 'learning',
    title: 'Installing PyTorch',
    venv: join(ROOT, 'train/.venv-learning'),
    list: join(ROOT, 'train/requirements-learning.txt'),
  });
}
