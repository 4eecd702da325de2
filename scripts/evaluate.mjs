/**
 * `npm run evaluate -- --data FILE`: how good are the answers? Installs and builds what is missing like `npm start`, then
 * hands over to scripts/evaluate.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './setup/paths.mjs';
import { prepare } from './setup/prepare.mjs';
import { SetupError } from './setup/step.mjs';

try {
  await prepare({ startedAt: Date.now() });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exit(1);
}
const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
const built = spawnSync(process.execPath, [compiler, '-b', join(ROOT, 'scripts/evaluate/tsconfig.build.json')], {
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(built.status ?? 1);
const { run } = await import('./evaluate/dist/main.js');
// Work that was interrupted may still be under way.
process.exit(await run(process.argv.slice(2)));
