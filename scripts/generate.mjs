/**
 * Generates the Prisma client from prisma/schema.prisma. Works offline, and does nothing when it is up to date.
 *
 *   node scripts/generate.mjs [--force]
 *
 * Prisma's command line looks for its schema engine at the start and would download it, although generating does
 * not need it; pointing the variable at any executable (Node itself) keeps it from trying.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const schema = resolve(root, 'prisma/schema.prisma');
const text = readFileSync(schema, 'utf8');
const output = /^\s*output\s*=\s*"(.+)"/m.exec(text)?.[1];
if (output === undefined) throw new Error('prisma/schema.prisma names no output folder for its generator.');

const folder = resolve(dirname(schema), output);
const stamp = resolve(folder, '.schema-hash');
const version = JSON.parse(readFileSync(resolve(root, 'node_modules/prisma/package.json'), 'utf8')).version;
const hash = createHash('sha256').update(version).update(text).digest('hex');
const upToDate = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;

if (!upToDate || process.argv.includes('--force')) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [resolve(root, 'node_modules/prisma/build/index.js'), 'generate', '--schema', schema, '--no-hints'],
    {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    },
  );
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`);
    process.exit(1);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, hash);
}
