import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './support/system.js';

const HEAD = '{"parameters": 124439808, "threads": 1, "torch": "2"}';

/** `npm run bench` as a person stops it. */
describe('npm run bench -- original', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pa-bench-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves no Python running after %s', async (signal) => {
    const python = join(folder, `python-${signal}`);
    const pidFile = `${python}.pid`;
    // Under way with its first answer, for as long as it is let.
    await writeFile(python, `#!/bin/sh\necho $$ > ${pidFile}\necho '${HEAD}'\nexec sleep 600\n`, { mode: 0o755 });
    const bench = spawn(process.execPath, ['scripts/bench.mjs', 'original', '--python', python], { cwd: ROOT });
    let output = '';
    for (const stream of [bench.stdout, bench.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    const closed = once(bench, 'close') as Promise<[number | null]>;
    const pid = async () => Number(existsSync(pidFile) ? await readFile(pidFile, 'utf8') : 0);
    await expect.poll(pid, { timeout: 120_000, interval: 100 }).toBeGreaterThan(0);
    bench.kill(signal);
    const [code] = await closed;
    expect(code, output).toBe(130);
    expect(existsSync(`/proc/${await pid()}`)).toBe(false);
  });
});
