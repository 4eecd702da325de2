import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadEnvironment } from './environment.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'environment-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('loadEnvironment', () => {
  it('prefers the real environment to .env, unless its value is empty', () => {
    writeFileSync(join(root, '.env'), 'LOG_LEVEL=debug\nTZ=Europe/Berlin\nAPI_TOKEN=\n');
    const env = loadEnvironment(root, { LOG_LEVEL: 'warn', TZ: '' });
    expect(env).toMatchObject({ LOG_LEVEL: 'warn', TZ: 'Europe/Berlin' });
    expect(env.API_TOKEN).toBeUndefined();
  });

  it('makes DATA_DIR absolute, from the repository and not from where the command was typed', () => {
    expect(loadEnvironment(root, {}).DATA_DIR).toBe(join(root, '.data'));
    expect(loadEnvironment(root, { DATA_DIR: 'here' }).DATA_DIR).toBe(join(root, 'here'));
    expect(loadEnvironment(root, { DATA_DIR: '/there' }).DATA_DIR).toBe('/there');
  });

  it('reads another file where ENV_FILE names one', () => {
    writeFileSync(join(root, '.env'), 'LOG_LEVEL=debug\n');
    expect(loadEnvironment(root, { ENV_FILE: '/dev/null' }).LOG_LEVEL).toBeUndefined();
  });
});
