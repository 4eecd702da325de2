/** `npm run setup:learning`: installs what fine-tuning the reader needs (PyTorch, on Linux some 5 GB). Once. */
import { ensureLearning } from './setup/learning.mjs';
import { ROOT } from './setup/paths.mjs';
import { prepare } from './setup/prepare.mjs';
import { requireDisk } from './setup/requirements.mjs';
import { SetupError } from './setup/step.mjs';

const DISK = 12e9;

try {
  requireDisk(ROOT, DISK);
  const steps = await prepare({ startedAt: Date.now() });
  await ensureLearning(steps);
  steps.say('PyTorch is there. The next training with enough pairs fine-tunes the reader.');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
