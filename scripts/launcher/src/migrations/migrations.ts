import { PRISMA_FOLDER } from '../paths.js';
import { readPrismaFolder, writeMigration } from './migration-folder.js';
import { withSchemaEngine } from './schema-engine.js';

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Applies the migrations of `prisma/migrations` that the database does not have yet, as `prisma migrate deploy`
 * would, but without Prisma's downloaded engine. Several may run at once: the engine takes an advisory lock.
 *
 * @returns the names of the migrations that were applied now; empty when the database was up to date
 * @throws Error with Prisma's own message when a migration fails or an applied one was changed
 */
export async function applyMigrations(connectionString: string, folder = PRISMA_FOLDER): Promise<string[]> {
  const { schema, migrations } = await readPrismaFolder(folder);
  return withSchemaEngine(connectionString, schema, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrations,
      filters: NO_FILTERS,
    });
    return appliedMigrationNames;
  });
}

/**
 * The SQL that leads from the migrations to `schema.prisma`; undefined when they agree.
 * Replays the migrations in a shadow database beside `connectionString`'s, which itself is left alone.
 */
export async function missingMigration(connectionString: string, folder = PRISMA_FOLDER): Promise<string | undefined> {
  const { schema, migrations } = await readPrismaFolder(folder);
  return withSchemaEngine(connectionString, schema, async (engine) => {
    const { stdout, exitCode } = await engine.diff({
      from: { tag: 'migrations', ...migrations },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: true,
      filters: NO_FILTERS,
    });
    return exitCode === 0 ? undefined : (stdout ?? '');
  });
}

/**
 * Writes the migration that `schema.prisma` asks for.
 *
 * @returns the new file, or undefined when migrations and schema agree already
 */
export async function createMigration(
  connectionString: string,
  name: string,
  folder = PRISMA_FOLDER,
): Promise<string | undefined> {
  const script = await missingMigration(connectionString, folder);
  if (script === undefined) return undefined;
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return writeMigration(folder, `${stamp}_${name}`, script);
}
