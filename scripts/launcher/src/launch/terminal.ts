/** Writes the launcher's own lines. One event, one line; errors to standard error. */
export interface Terminal {
  say(line: string): void;
  warn(line: string): void;
  /** A line without the seconds, for programs that read it. */
  print(line: string): void;
}

/** Lines with the seconds since the start, as `npm start` prints them from its first step on. */
export function terminal(startedAt: number): Terminal {
  const stamp = (): string => `[${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s]`;
  return {
    say: (line) => void process.stdout.write(`${stamp()} ${line}\n`),
    print: (line) => void process.stdout.write(`${line}\n`),
    warn: (line) => void process.stderr.write(`${stamp()} ${line}\n`),
  };
}
