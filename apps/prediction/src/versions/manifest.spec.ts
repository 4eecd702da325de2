import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeManifest } from '../testing/version-fixture.js';
import { verifiedManifest } from './manifest.js';

const WHOLE = { embedder: { name: 'e', sha256: 'e'.repeat(64) }, metrics: { threshold: 0.5 }, files: {} };

describe('verifiedManifest', () => {
  let directory: string;
  let sha256: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'version-'));
    await mkdir(join(directory, 'passages.lance'));
    await writeFile(join(directory, 'passages.lance/data'), 'vectors');
    sha256 = await writeManifest(directory, 0.4, { embedder: { name: 'e', sha256: 'e'.repeat(64) } });
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('reads what was published', async () => {
    expect((await verifiedManifest(directory, sha256)).metrics.threshold).toBe(0.4);
  });

  it.each([
    [
      'a changed file',
      () => writeFile(join(directory, 'passages.lance/data'), 'vectorz'),
      '«passages.lance/data» differs',
    ],
    ['a missing file', () => rm(join(directory, 'passages.lance/data')), '«passages.lance/data» is missing'],
    ['another manifest', () => writeFile(join(directory, 'manifest.json'), '{}'), 'not the one that was published'],
    ['no manifest', () => rm(join(directory, 'manifest.json')), 'no manifest.json'],
  ])('refuses %s', async (_, damage, reason) => {
    await damage();
    const refusal = verifiedManifest(directory, sha256);
    await expect(refusal).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(refusal).rejects.toThrow(reason);
  });

  it.each([
    ['that is no JSON', '{', 'can read'],
    ['without a threshold', JSON.stringify({ ...WHOLE, metrics: {} }), 'can read'],
    ['without an embedder', JSON.stringify({ ...WHOLE, embedder: undefined }), 'can read'],
    ['of a file outside', JSON.stringify({ ...WHOLE, files: { '../x': '0'.repeat(64) } }), 'outside'],
  ])('refuses a manifest %s', async (_, text, reason) => {
    await writeFile(join(directory, 'manifest.json'), text);
    await expect(verifiedManifest(directory, createHash('sha256').update(text).digest('hex'))).rejects.toThrow(reason);
  });
});
