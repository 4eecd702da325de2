import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { installNodePackages, nodePackagesInstalled } from './node-packages.mjs';
import { dataDir, ROOT } from './paths.mjs';
import { installPythonPackages, pythonPackagesInstalled } from './python-packages.mjs';
import { findPython, requireDisk } from './requirements.mjs';
import { SetupError, Steps } from './step.mjs';

/** Both halves installed and built take some 2.5 GB; the database and the logs need room to breathe. */
const DISK_TO_INSTALL = 4e9;
const DISK_TO_RUN = 3e8;

/**
 * Installs and builds what is missing or out of date; half a second when nothing is.
 *
 * @param {{ startedAt: number, dev?: boolean }} options `dev`: also what the tests need
 * @returns {Promise<Steps>} to go on printing with
 * @throws {SetupError}
 */
export async function prepare({ startedAt, dev = false }) {
  const data = dataDir();
  makeDataDir(data);
  const steps = new Steps({ startedAt, logDir: join(data, 'logs') });
  const node = nodePackagesInstalled();
  const python = pythonPackagesInstalled({ dev });
  requireDisk(ROOT, node && python ? DISK_TO_RUN : DISK_TO_INSTALL);
  requireDisk(data, DISK_TO_RUN);
  const program = python ? undefined : findPython();

  const installs = [];
  if (!node) installs.push(steps.during('Installing Node packages', () => installNodePackages(steps)));
  if (program) {
    const title = `Installing Python packages (Python ${program.version})`;
    installs.push(steps.during(title, () => installPythonPackages(steps, { python: program.program, dev })));
  }
  try {
    await Promise.all(installs);
  } catch (error) {
    steps.abort();
    await Promise.allSettled(installs);
    throw error;
  }
  if (!isBuilt()) await steps.during('Building', () => build(steps));
  return steps;
}

/** @throws {SetupError} when nothing can be kept there */
export function makeDataDir(data) {
  try {
    mkdirSync(data, { recursive: true });
    accessSync(data, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new SetupError(`${data} cannot be used (${error.code}). Set DATA_DIR to a folder that you may write to.`);
  }
}
