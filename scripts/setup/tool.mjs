import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { SetupError } from './step.mjs';

/**
 * Runs a tool of `scripts/<name>`: installs and builds what is missing like `npm start`, compiles the tool, hands its
 * arguments to its `run` and ends with the code that this gives.
 *
 * @param {string} name folder under scripts/
 * @param {string[]} args
 */
export async function runTool(name, args) {
  try {
    await prepare({ startedAt: Date.now() });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const built = spawnSync(process.execPath, [compiler, '-b', join(ROOT, `scripts/${name}/tsconfig.build.json`)], {
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
  const { run } = await import(`../${name}/dist/main.js`);
  // Work that was interrupted may still be under way.
  process.exit(await run(args));
}
