import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { SetupError } from './step.mjs';

/** The newest first, so that a machine with several gets the best one; `python3` last, whatever it is. */
const PYTHONS = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'];
const PROBE =
  'import sys\nversion="%d.%d.%d" % sys.version_info[:3]\ntry:\n import venv, ensurepip\n ok="venv"\nexcept ImportError:\n ok="no"\nprint(version, ok, sys.executable)';

/**
 * A Python that can make the train service's environment.
 *
 * @returns {{ program: string, version: string }}
 * @throws {SetupError} one line that says what to install
 */
export function findPython(candidates = PYTHONS) {
  const seen = [];
  for (const program of candidates) {
    const { status, stdout } = spawnSync(program, ['-c', PROBE], { encoding: 'utf8', timeout: 10_000 });
    if (status !== 0) continue;
    const [version, venv] = stdout.trim().split(' ');
    const [major, minor] = version.split('.').map(Number);
    if (major !== 3 || minor < 11 || minor > 13) seen.push(`${program} is ${version}`);
    else if (venv !== 'venv')
      seen.push(`${program} ${version} lacks its venv module (Debian: apt install python3-venv)`);
    else return { program, version };
  }
  const found = seen.length === 0 ? 'none was found' : seen.join('; ');
  throw new SetupError(
    `Python 3.11, 3.12 or 3.13 with venv is needed: ${found}. Install it from https://python.org or your package manager.`,
  );
}

/**
 * @param {string} folder a folder on the file system in question
 * @param {number} needed bytes
 * @throws {SetupError} when less is free
 */
export function requireDisk(folder, needed) {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  const gb = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new SetupError(
    `${gb(needed)} of free disk are needed at ${folder}, ${gb(free)} are left. Free some, or move this folder.`,
  );
}
