import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRemoved, versionDirectory } from './version-directory.js';

describe('versionDirectory', () => {
  let root: string;
  let models: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'models-'));
    models = join(root, 'models');
    await mkdir(join(models, 'workspace/7'), { recursive: true });
    await mkdir(join(root, 'models-of-others/7'), { recursive: true });
    await symlink(join(root, 'models-of-others'), join(models, 'link'));
    await symlink(models, join(root, 'models-link'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('gives the absolute path of a directory inside', async () => {
    expect(await versionDirectory(models, 'workspace/7')).toBe(join(models, 'workspace/7'));
    expect(await versionDirectory(models, 'workspace/../workspace/7')).toBe(join(models, 'workspace/7'));
  });

  it('follows a link that is MODELS_DIR itself', async () => {
    expect(await versionDirectory(join(root, 'models-link'), 'workspace/7')).toBe(join(models, 'workspace/7'));
  });

  it.each(['..', '../models-of-others/7', 'workspace/../../models-of-others/7', '/etc', '', '.', 'link/7', 'link'])(
    'refuses %j',
    async (directory) => {
      await expect(versionDirectory(models, directory)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    },
  );

  it('tells a version that was removed from a folder that cannot be seen', async () => {
    expect(await isRemoved(models, 'workspace/7')).toBe(false);
    expect(await isRemoved(models, 'workspace/8')).toBe(true);
    expect(await isRemoved(models, 'not-mounted/8')).toBe(false);
  });

  it('says that a directory is missing', async () => {
    await expect(versionDirectory(models, 'workspace/8')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
