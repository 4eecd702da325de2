/**
 * Runs exactly one service, the one that APP_NAME names: `node scripts/service.mjs [APP_NAME] [--dev]`.
 *
 * For containers (one image, the role by APP_NAME) and for `npm run start:dev:<service>`. Settings come from the environment
 * and `.env`. The data service migrates its database first. With `--dev` the TypeScript sources are built and watched, the
 * service starts again after each change, and services started this way share the secrets of DATA_DIR.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataDir, ENV_FILE, ROOT, VENV_PYTHON } from './setup/paths.mjs';

const FOLDERS = {
  TELEGRAM_BOT_SERVICE: 'telegram-bot',
  DATA_SERVICE: 'data',
  DATA_CONSUMER: 'data-consumer',
  PREDICTION_SERVICE: 'prediction',
};
const NAMES = [...Object.keys(FOLDERS), 'TRAIN_SERVICE'];

const dev = process.argv.includes('--dev');
if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);
const appName = process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? process.env.APP_NAME ?? '';
if (!NAMES.includes(appName)) {
  console.error(`Set APP_NAME to the service to run: ${NAMES.join(', ')}. "npm start" runs all five.`);
  process.exit(2);
}
process.env.APP_NAME = appName;
process.chdir(ROOT);

if (dev) await useOwnSecrets();
if (appName === 'DATA_SERVICE') await migrate();
if (appName === 'TRAIN_SERVICE') {
  const options = dev ? { PYTHONDEVMODE: '1' } : {};
  replaceWith(VENV_PYTHON, ['-m', 'personal_assistant_train'], { PYTHONPATH: join(ROOT, 'train'), ...options });
} else if (dev) {
  const compiler = spawn('npx', ['tsc', '-b', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'], {
    stdio: 'inherit',
  });
  process.on('exit', () => compiler.kill());
  replaceWith(process.execPath, ['--watch', '--enable-source-maps', mainOf(appName)]);
} else {
  await import(mainOf(appName));
}

function mainOf(name) {
  return join(ROOT, 'apps', FOLDERS[name], 'dist/main.js');
}

/** Services of one checkout must agree on their secrets; `npm start` keeps the same ones. */
async function useOwnSecrets() {
  const { loadSecrets } = await import('./launcher/dist/index.js');
  const { mkdir } = await import('node:fs/promises');
  const folder = dataDir();
  await mkdir(folder, { recursive: true });
  const { SERVICE_TOKEN, SIGN_IN_TOKEN } = await loadSecrets(folder);
  process.env.SERVICE_TOKEN ||= SERVICE_TOKEN;
  process.env.SIGN_IN_TOKEN ||= SIGN_IN_TOKEN;
}

async function migrate() {
  const { applyMigrations } = await import('./launcher/dist/index.js');
  const { databaseUrl, loadConfig } = await import('../libs/service-kit/dist/config/config.js');
  try {
    const applied = await applyMigrations(databaseUrl(loadConfig()));
    if (applied.length > 0) console.error(`Migrated the database: ${applied.join(', ')}.`);
  } catch (error) {
    console.error(`The database could not be migrated: ${error.message}`);
    process.exit(1);
  }
}

/** Runs a program in our place: passes signals on and ends as it ends. */
function replaceWith(program, args, env = {}) {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${program} could not be run: ${error.message}. "npm start -- --prepare" installs what is needed.`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 128));
}
