import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Evaluates an expression on a set-up module, as `npm start` would import it: plain Node. */
function evaluate(module: string, expression: string): { ok: boolean; value: unknown; error: string } {
  const code = `import * as m from ${JSON.stringify(join(ROOT, 'scripts', module))};
    try { console.log(JSON.stringify({ ok: true, value: await (${expression}) })); }
    catch (error) { console.log(JSON.stringify({ ok: false, error: error.message })); }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as { ok: boolean; value: unknown; error: string };
}

describe('makeDataDir', () => {
  it('says in one line that DATA_DIR is a file', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(evaluate('setup/prepare.mjs', `m.makeDataDir(${JSON.stringify(file)})`).error).toBe(
      `${file} cannot be used (EEXIST). Set DATA_DIR to a folder that you may write to.`,
    );
  });
});

describe('findPython', () => {
  it('says in one line what to install when there is none', () => {
    const { ok, error } = evaluate('setup/requirements.mjs', `m.findPython(['no-python-here'])`);
    expect(ok).toBe(false);
    expect(error).toMatch(/^Python 3\.11, 3\.12 or 3\.13 .* is needed: none was found\. Install it .*$/);
  });

  it.each([
    ['3.9.2 venv /usr/bin/python3', 'is 3.9.2'],
    ['3.12.1 no /usr/bin/python3', 'lacks its venv module (Debian: apt install python3-venv)'],
  ])('says what is wrong with one that prints %j', (output, wrong) => {
    const fake = join(folder, 'python3');
    writeFileSync(fake, `#!/bin/sh\necho "${output}"\n`, { mode: 0o755 });
    expect(evaluate('setup/requirements.mjs', `m.findPython([${JSON.stringify(fake)}])`).error).toContain(wrong);
  });
});

describe('requireDisk', () => {
  it('says how much is needed and how much is left', () => {
    const { error } = evaluate('setup/requirements.mjs', `m.requireDisk('/', 1e15)`);
    expect(error).toMatch(/^1000000\.0 GB of free disk are needed at \/, [\d.]+ GB are left\./);
    expect(evaluate('setup/requirements.mjs', `m.requireDisk('/', 1)`).ok).toBe(true);
  });
});

describe('nodePackagesInstalled', () => {
  const lock = (packages: unknown) => JSON.stringify({ packages });
  const installed = (wanted: unknown, record?: unknown): unknown => {
    writeFileSync(join(folder, 'package-lock.json'), lock(wanted));
    if (record !== undefined) {
      mkdirSync(join(folder, 'node_modules'));
      writeFileSync(join(folder, 'node_modules/.package-lock.json'), lock(record));
    }
    return evaluate('setup/node-packages.mjs', `m.nodePackagesInstalled(${JSON.stringify(folder)})`).value;
  };
  const zod = { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } };

  it('is false in a fresh clone', () => {
    expect(installed(zod)).toBe(false);
  });
  it('is true when npm recorded every package, whatever the platform leaves out', () => {
    const optional = { 'node_modules/fsevents': { version: '1.0.0', integrity: 'sha512-b', optional: true } };
    expect(installed({ '': {}, ...zod, ...optional }, zod)).toBe(true);
  });
  it('is false after a version changed in the lock', () => {
    expect(installed({ 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-c' } }, zod)).toBe(false);
  });
});

describe('hashSources', () => {
  const hash = () => evaluate('setup/build.mjs', `m.hashSources(${JSON.stringify(folder)})`).value;

  it('changes with a source, and not with what is built or with a spec', () => {
    mkdirSync(join(folder, 'apps/data/src'), { recursive: true });
    const write = (file: string, text: string) => {
      writeFileSync(join(folder, 'apps/data/src', file), text);
    };
    write('main.ts', 'one');
    const first = hash();
    write('main.spec.ts', 'a spec');
    cpSync(join(folder, 'apps/data/src'), join(folder, 'apps/data/dist'), { recursive: true });
    expect(hash()).toBe(first);
    write('main.ts', 'two');
    expect(hash()).not.toBe(first);
  });
});

describe('reports', () => {
  const read = (reader: string, exitCode: number, text?: string) => {
    const file = join(folder, 'report');
    if (text !== undefined) writeFileSync(file, text);
    return evaluate('testing/reports.mjs', `m.${reader}(${exitCode}, ${JSON.stringify(file)})`).value;
  };
  const vitest = (passed: number, failed: number, files: unknown[] = []) =>
    JSON.stringify({
      numPassedTests: passed,
      numFailedTests: failed,
      numPendingTests: 1,
      numTodoTests: 0,
      testResults: files,
    });

  it('adds up what vitest says', () => {
    expect(read('readVitest', 1, vitest(5, 2))).toEqual({ passed: 5, failed: 2, skipped: 1 });
  });
  it('counts a file that could not be loaded, a crash without a report and a crash after good tests', () => {
    const broken = { status: 'failed', assertionResults: [] };
    expect(read('readVitest', 1, vitest(5, 0, [broken]))).toMatchObject({ failed: 1 });
    expect(read('readVitest', 1, vitest(5, 0))).toMatchObject({ passed: 5, failed: 1 });
    rmSync(join(folder, 'report'));
    expect(read('readVitest', 137)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
  it('counts a run without any test as a failure', () => {
    const empty = JSON.stringify({ ...(JSON.parse(vitest(0, 0)) as object), numPendingTests: 0 });
    expect(read('readVitest', 0, empty)).toMatchObject({ failed: 1 });
  });
  it('adds up what pytest says', () => {
    const junit =
      '<?xml version="1.0"?><testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10">';
    expect(read('readJunit', 1, junit)).toEqual({ passed: 4, failed: 3, skipped: 3 });
  });
});

describe('npm test', () => {
  it('closes with one failure when a runner is not known', () => {
    const { stdout, status } = spawnSync(process.execPath, ['scripts/test.mjs', 'no-such-runner'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed');
    expect(status).toBe(1);
  });
});

describe('npm start', () => {
  it('explains itself', () => {
    const { stdout, status } = spawnSync(process.execPath, ['scripts/start.mjs', '--help'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(stdout).toContain('Usage: npm start');
    expect(status).toBe(0);
  });
});

describe('one service', () => {
  it('must be named', () => {
    const { stderr, status } = spawnSync(process.execPath, ['scripts/service.mjs'], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ENV_FILE: '/dev/null' },
    });
    expect(stderr).toMatch(/^Set APP_NAME to the service to run: .*TRAIN_SERVICE\. .*\n$/);
    expect(status).toBe(2);
  });
});
