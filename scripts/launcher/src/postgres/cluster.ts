import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LaunchError, messageOf } from '../errors.js';
import { findBinaries } from './binaries.js';
import { commandAs, serverAccount } from './server-account.js';

const MAJOR = '18';

/** The folder of a PostgreSQL installation's data and the superuser that is made with it. */
export interface ClusterOptions {
  readonly folder: string;
  readonly user: string;
  readonly password: string;
}

/**
 * Makes the data folder unless it exists: scram passwords, UTF-8 and PostgreSQL's built-in collation, which unlike
 * the system's never changes with an upgrade of the system. Built beside its place and renamed, so that an
 * interrupted start leaves nothing half made.
 *
 * @returns whether it was made now
 * @throws LaunchError for a folder of another major version, or when `initdb` fails
 */
export async function ensureCluster({ folder, user, password }: ClusterOptions): Promise<boolean> {
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version !== undefined) {
    if (version.trim() === MAJOR) return false;
    throw new LaunchError(
      `${folder} belongs to PostgreSQL ${version.trim()}, this is version ${MAJOR}. Set DATA_DIR to another folder, or move the data with pg_dump.`,
    );
  }
  const { initdb, folder: programs } = await findBinaries();
  const account = serverAccount();
  const draft = `${folder}.${randomBytes(4).toString('hex')}.tmp`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const passwordFile = join(dirname(folder), `.${randomBytes(4).toString('hex')}.password`);
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await give(draft, account);
    await give(passwordFile, account);
    const command = commandAs(
      account,
      initdb,
      [
        `--pgdata=${draft}`,
        `--username=${user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--data-checksums',
      ],
      [draft, programs],
    );
    await promisify(execFile)(command.program, command.args, { ...command.options, cwd: '/' });
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new LaunchError(`PostgreSQL could not make its data folder ${folder}: ${messageOf(error)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  return true;
}

/** Hands a file or folder to the account, and to nobody else. */
async function give(path: string, account: ReturnType<typeof serverAccount>): Promise<void> {
  if (!account) return;
  await chown(path, account.uid, account.gid);
  await chmod(path, 0o700);
}
