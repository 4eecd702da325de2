/**
 * `scripts/migration.sh`             applies prisma/migrations to the configured database
 * `scripts/create-migration.sh name` writes the migration that prisma/schema.prisma asks for
 * `node scripts/launcher/dist/migrations/cli.js check` exits with 1 when migrations and schema differ
 */
import { LaunchError, messageOf } from '../errors.js';
import { startThrowAwayPostgres } from '../postgres/throw-away.js';
import { configuredDatabase } from './configured-database.js';
import { applyMigrations, createMigration, missingMigration } from './migrations.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function apply(): Promise<void> {
  const applied = await applyMigrations(await configuredDatabase());
  say(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`);
}

async function create(name: string | undefined): Promise<void> {
  if (name === undefined || !/^[a-z0-9][a-z0-9_-]*$/.test(name)) {
    throw new LaunchError('Name the migration: scripts/create-migration.sh add_model_name (a-z, 0-9, _ and -).');
  }
  const file = await withThrowAway((url) => createMigration(url, name));
  say(file === undefined ? 'Nothing to do: the migrations make what schema.prisma says.' : `Wrote ${file}.`);
}

async function check(): Promise<void> {
  const missing = await withThrowAway((url) => missingMigration(url));
  if (missing === undefined) {
    say('Migrations and schema.prisma agree.');
    return;
  }
  throw new LaunchError(
    `schema.prisma asks for changes without a migration. Run scripts/create-migration.sh <name>:\n${missing}`,
  );
}

async function withThrowAway<T>(work: (url: string) => Promise<T>): Promise<T> {
  const postgres = await startThrowAwayPostgres();
  try {
    return await work(postgres.server.url());
  } finally {
    await postgres.remove();
  }
}

try {
  const [command, name] = process.argv.slice(2);
  if (command === 'apply') await apply();
  else if (command === 'create') await create(name);
  else if (command === 'check') await check();
  else throw new LaunchError('Say what to do: apply, create <name> or check.');
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
// The engine keeps a timer of ten seconds for its advisory lock, which nothing clears.
process.exit();
