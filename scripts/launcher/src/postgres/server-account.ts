import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LaunchError } from '../errors.js';

/** The system user that PostgreSQL runs as when we are root; PostgreSQL itself refuses to run as root. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** A command with the options that make it run as the account. */
export interface AccountCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly options: { readonly uid?: number; readonly gid?: number };
}

const NAME = 'postgres';

/**
 * The account for PostgreSQL: none (ourselves) for an ordinary user; for root the system user `postgres`,
 * which is made when it does not exist.
 *
 * @throws LaunchError when that user cannot be made
 */
export function serverAccount(): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = lookUp();
  if (found) return found;
  for (const [program, args] of [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME]],
    ['adduser', ['-S', '-D', '-H', NAME]],
  ] as const) {
    try {
      execFileSync(program, args, { stdio: 'pipe' });
      break;
    } catch {
      // The other program may be there; when neither is, the look-up below says so.
    }
  }
  const made = lookUp();
  if (made) return made;
  throw new LaunchError(
    `PostgreSQL does not run as root and the system user "${NAME}" could not be made. Run "npm start" as an ordinary user, or set POSTGRESQL_HOST.`,
  );
}

function lookUp(): ServerAccount | undefined {
  try {
    const id = (flag: string): number => Number(execFileSync('id', [flag, NAME], { encoding: 'utf8', stdio: 'pipe' }));
    return { name: NAME, uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/**
 * Makes a command run as the account. Where the account may not walk to one of `paths` (a clone under `/root`,
 * a temporary folder of mode 0700), the command keeps the one capability that lets it, through `setpriv`.
 */
export function commandAs(
  account: ServerAccount | undefined,
  program: string,
  args: readonly string[],
  paths: readonly string[],
): AccountCommand {
  if (!account) return { program, args, options: {} };
  const { uid, gid } = account;
  if (paths.every((path) => canReach(account, path))) return { program, args, options: { uid, gid } };
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
  if (!setpriv) {
    throw new LaunchError(
      `The user "${account.name}", as which PostgreSQL runs, may not enter ${paths.join(' and ')}. Move the folder to where every user may enter, or run "npm start" as an ordinary user.`,
    );
  }
  const capability = '+dac_override';
  // initdb asks access(2), which forgets the capabilities of an ordinary user unless this bit is set.
  const securebits = ['--securebits=+no_setuid_fixup'];
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return {
    program: setpriv,
    args: [
      ...identity,
      ...securebits,
      `--inh-caps=${capability}`,
      `--ambient-caps=${capability}`,
      '--',
      program,
      ...args,
    ],
    options: {},
  };
}

/** Whether the account may enter every folder above `path`, by the folders' modes (access lists are not looked at). */
function canReach({ uid, gid }: ServerAccount, path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid: owner, gid: group } = statSync(folder);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
