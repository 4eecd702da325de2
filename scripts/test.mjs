/**
 * `npm test`: installs what the tests need, builds, runs every runner and closes with `N passed, N failed` over all.
 * `npm test -- unit medium` runs only these; the names are in scripts/testing/runners.mjs.
 * A failing runner does not keep the next ones from running; one that crashes or hangs counts as a failure.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensureLearning } from './setup/learning.mjs';
import { prepare } from './setup/prepare.mjs';
import { SetupError } from './setup/step.mjs';
import { ensureLlmServer } from './testing/llm-packages.mjs';
import { pick } from './testing/runners.mjs';
import { ensurePrograms } from './testing/system-programs.mjs';

/** Runs one runner with its output on the terminal; its own process group, so that nothing of it survives a hang. */
async function run(runner) {
  if (runner.report) {
    mkdirSync(dirname(runner.report), { recursive: true });
    rmSync(runner.report, { force: true });
  }
  const from = Date.now();
  const child = spawn(runner.program, runner.args, {
    cwd: runner.cwd,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ENV_FILE: '/dev/null', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const kill = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  process.on('exit', kill);
  const timer = setTimeout(() => {
    console.error(`${runner.name} did not end within ${runner.minutes} minutes and is stopped.`);
    kill();
  }, runner.minutes * 60_000);
  const exitCode = await new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${runner.name} could not be run: ${error.message}`);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
  clearTimeout(timer);
  process.off('exit', kill);
  return { name: runner.name, seconds: (Date.now() - from) / 1_000, ...runner.count(exitCode, runner.report ?? '') };
}

function printTable(results) {
  const row = (name, ...cells) => console.log(name.padEnd(14) + cells.map((cell) => String(cell).padStart(9)).join(''));
  console.log();
  row('Runner', 'passed', 'failed', 'skipped', 'seconds');
  for (const { name, passed, failed, skipped, seconds } of results)
    row(name, passed, failed, skipped, seconds.toFixed(1));
  console.log();
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

const results = [];
try {
  const runners = pick(process.argv.slice(2).filter((argument) => !argument.startsWith('-')));
  const steps = await prepare({ startedAt: Date.now(), dev: true });
  if (runners.some(({ group }) => group === 'vitest')) {
    await ensurePrograms(steps);
    await ensureLlmServer(steps);
  }
  if (runners.some(({ name }) => name === 'pytest')) await ensureLearning(steps);
  for (const runner of runners) {
    steps.say(`${runner.name} …`);
    results.push(await run(runner));
  }
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  results.push({ name: 'set-up', passed: 0, failed: 1, skipped: 0, seconds: 0 });
}
printTable(results);
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
const skipped = total('skipped');
console.log(`${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(total('failed') === 0 ? 0 : 1);
