import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

/**
 * Whether `node_modules` is what `package-lock.json` says. npm writes its own record as the last step of an
 * installation, so an interrupted one does not count.
 */
export function nodePackagesInstalled(root = ROOT) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const found = installed[path];
    // Optional packages of other platforms are not installed.
    if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * Installs exactly what the lock says. Without install scripts: none of ours needs one (the launcher links PostgreSQL's
 * libraries itself), and some would download.
 *
 * @param {import('./step.mjs').Steps} steps
 */
export async function installNodePackages(steps) {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  await steps.command({
    log: 'install-node',
    ...(npm?.endsWith('.js') ? { program: process.execPath, args: [npm, ...args] } : { program: 'npm', args }),
    cwd: ROOT,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    advice: 'Check the connection to the npm registry and start again.',
  });
}
