import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

const STAMP = join(ROOT, 'node_modules/.personal-assistant-build');
/** What the build reads, and a few files of what it makes. */
const SOURCES = [
  'apps',
  'libs',
  'client',
  'prisma',
  'scripts/launcher',
  'scripts/generate.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.build.json',
];
const RESULTS = ['scripts/launcher/dist/main.js', 'apps/data/dist/main.js', 'client/dist/index.html'];
const NOT_SOURCES = new Set(['node_modules', 'dist', 'generated', 'coverage']);

/** A hash over the contents of all sources; some 50 ms. */
export function hashSources(root = ROOT) {
  const hash = createHash('sha256');
  const add = (path) =>
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)));
  const walk = (folder) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!NOT_SOURCES.has(entry.name)) walk(path);
      } else if (entry.isFile() && !/\.(?:spec\.tsx?|md)$/.test(entry.name)) add(path);
    }
  };
  for (const source of SOURCES) {
    if (!existsSync(join(root, source))) continue;
    if (/\.\w+$/.test(source)) add(source);
    else walk(source);
  }
  return hash.digest('hex');
}

/** Whether what was built last is built from what is there now. */
export function isBuilt() {
  if (!RESULTS.every((file) => existsSync(join(ROOT, file)))) return false;
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashSources();
}

/** @param {import('./step.mjs').Steps} steps */
export async function build(steps) {
  const hash = hashSources();
  const npm = process.env.npm_execpath;
  const args = ['run', 'build'];
  await steps.command({
    log: 'build',
    ...(npm?.endsWith('.js') ? { program: process.execPath, args: [npm, ...args] } : { program: 'npm', args }),
    cwd: ROOT,
  });
  writeFileSync(STAMP, hash);
}
