import { spawn } from 'node:child_process';
import { LaunchError } from '../errors.js';
import { findBinaries } from './binaries.js';
import { commandAs, serverAccount } from './server-account.js';

/**
 * Gives a stopped server this superuser with this password, for a data folder whose password was lost (`secrets.json`
 * deleted) or changed in the configuration. Whoever may write the folder may do this: it is PostgreSQL's single-user mode.
 */
export async function resetSuperuser(folder: string, user: string, password: string): Promise<void> {
  const { postgres, folder: programs } = await findBinaries();
  const command = commandAs(serverAccount(), postgres, ['--single', '-D', folder, 'postgres'], [folder, programs]);
  const role = `"${user.replaceAll('"', '""')}"`;
  const secret = `'${password.replaceAll("'", "''")}'`;
  const child = spawn(command.program, command.args, {
    ...command.options,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // The first statement fails when the role exists, which single-user mode merely reports.
  child.stdin.end(
    `CREATE ROLE ${role} SUPERUSER LOGIN\nALTER ROLE ${role} SUPERUSER LOGIN PASSWORD ${secret}\nCHECKPOINT\n`,
  );
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new LaunchError(`The password of PostgreSQL in ${folder} could not be set (exit ${code}).`);
}
