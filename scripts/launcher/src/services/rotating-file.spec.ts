import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RotatingFile } from './rotating-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rotating-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('RotatingFile', () => {
  it('moves a full file away and forgets the oldest', () => {
    const path = join(folder, 'service.log');
    const log = new RotatingFile(path, 10, 2);
    for (const line of ['first line', 'second line', 'third line', 'fourth line']) log.write(line);
    log.close();
    expect(readFileSync(path, 'utf8')).toBe('fourth line\n');
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('third line\n');
    expect(readFileSync(`${path}.2`, 'utf8')).toBe('second line\n');
    expect(existsSync(`${path}.3`)).toBe(false);
  });

  it('goes on in the file of the last run', () => {
    const path = join(folder, 'service.log');
    for (const line of ['one', 'two']) {
      const log = new RotatingFile(path);
      log.write(line);
      log.close();
    }
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });

  it('drops a line rather than throw when it cannot be written', () => {
    const log = new RotatingFile(join(folder, 'service.log'));
    log.close();
    expect(() => {
      log.write('nobody reads this');
    }).not.toThrow();
  });
});
