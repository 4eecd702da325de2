import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';

const LOCK = 'migration_lock.toml';
const LOCK_TEXT = `# Made by Prisma; keep it in version control.\nprovider = "postgresql"\n`;

/** `prisma/schema.prisma` and the migrations beside it, as Prisma's engine wants them. */
export interface PrismaFolder {
  readonly schema: { readonly path: string; readonly content: string };
  readonly migrations: MigrationList;
}

/** Reads a folder with `schema.prisma` and `migrations/<timestamp>_<name>/migration.sql`; no migration yet is fine. */
export async function readPrismaFolder(folder: string): Promise<PrismaFolder> {
  const path = join(folder, 'schema.prisma');
  const baseDir = join(folder, 'migrations');
  const entries = await readdir(baseDir, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const lock = await readFile(join(baseDir, LOCK), 'utf8').catch(() => LOCK_TEXT);
  return {
    schema: { path, content: await readFile(path, 'utf8') },
    migrations: {
      baseDir,
      lockfile: { path: LOCK, content: lock },
      shadowDbInitScript: '',
      migrationDirectories: await Promise.all(
        names.map(async (name) => ({
          path: name,
          migrationFile: {
            path: 'migration.sql',
            content: { tag: 'ok' as const, value: await readFile(join(baseDir, name, 'migration.sql'), 'utf8') },
          },
        })),
      ),
    },
  };
}

/** Writes a new migration and returns its file. */
export async function writeMigration(folder: string, name: string, script: string): Promise<string> {
  const directory = join(folder, 'migrations', name);
  await mkdir(directory, { recursive: true });
  await writeFile(join(folder, 'migrations', LOCK), LOCK_TEXT);
  const file = join(directory, 'migration.sql');
  await writeFile(file, script);
  return file;
}
