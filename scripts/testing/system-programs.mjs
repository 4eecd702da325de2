import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Programs that the tests need and npm does not bring: where one of its files is, and Debian's package for it. */
const PROGRAMS = [
  {
    name: 'Chromium',
    package: 'chromium',
    files: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  },
  {
    name: 'redis-server',
    package: 'redis-server',
    files: ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
  },
];

/**
 * Installs what is missing where that can be done without a question (root on Debian or Ubuntu); else says what to do.
 *
 * @param {import('../setup/step.mjs').Steps} steps
 */
export async function ensurePrograms(steps) {
  const missing = PROGRAMS.filter(({ files }) => !files.some((file) => existsSync(file)));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(' and ');
  const packages = missing.map((program) => program.package);
  const canInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (!canInstall) {
    steps.say(
      `${names} not found: the tests that need it will fail. Install it (Debian: sudo apt install ${packages.join(' ')}).`,
    );
    return;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (log, args) => steps.command({ log, program: 'apt-get', args, env });
  await steps.during(`Installing ${names}`, async () => {
    await apt('apt-update', ['update', '--quiet']);
    await apt('apt-install', ['install', '--quiet', '--yes', '--no-install-recommends', ...packages]);
  });
}
