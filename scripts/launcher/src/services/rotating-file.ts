import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/**
 * A log file that moves to `<name>.1` when it is full (and `.1` to `.2` …), so that logs never fill the disk.
 * Writing never throws: a full disk must not end the services.
 */
export class RotatingFile {
  private descriptor: number;
  private size: number;

  constructor(
    readonly path: string,
    private readonly maxBytes = 5_000_000,
    private readonly keep = 3,
  ) {
    this.descriptor = openSync(path, 'a', 0o600);
    this.size = fstatSync(this.descriptor).size;
  }

  write(line: string): void {
    try {
      if (this.size >= this.maxBytes) this.rotate();
      this.size += writeSync(this.descriptor, `${line}\n`);
    } catch {
      // Nothing better can be done with a log line than to drop it.
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private rotate(): void {
    closeSync(this.descriptor);
    rotateFile(this.path, this.keep);
    this.descriptor = openSync(this.path, 'a', 0o600);
    this.size = 0;
  }
}

/** Moves `path` to `path.1`, `path.1` to `path.2` … and forgets the oldest. */
export function rotateFile(path: string, keep: number): void {
  for (let age = keep; age >= 1; age -= 1) {
    try {
      renameSync(age === 1 ? path : `${path}.${age - 1}`, `${path}.${age}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
