/** A line of a service's output, as far as the terminal is concerned. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

/** pino writes numbers, Python's logging words. */
const LEVELS: readonly (readonly [limit: number, level: LogLine['level']])[] = [
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
];

/** Understands a structured log line (JSON with `level` and `msg`); anything else is output of unknown weight: `info`. */
export function parseLogLine(line: string): LogLine {
  if (!line.startsWith('{')) return { level: 'info', text: line };
  try {
    const entry = JSON.parse(line) as Record<string, unknown>;
    return { level: levelOf(entry.level), text: textOf(entry) };
  } catch {
    return { level: 'info', text: line };
  }
}

function levelOf(level: unknown): LogLine['level'] {
  if (typeof level === 'number') return LEVELS.find(([limit]) => level >= limit)?.[1] ?? 'debug';
  const word = String(level).toLowerCase();
  if (word.startsWith('warn')) return 'warn';
  if (word === 'error' || word === 'critical' || word === 'fatal') return 'error';
  return word === 'debug' || word === 'trace' ? 'debug' : 'info';
}

function textOf(entry: Record<string, unknown>): string {
  const message = [entry.msg, entry.message, entry.event].find((text) => typeof text === 'string') ?? '';
  const context = typeof entry.context === 'string' ? `${entry.context}: ` : '';
  const error = entry.err;
  const reason = typeof error === 'object' && error !== null && 'message' in error ? ` (${String(error.message)})` : '';
  return `${context}${message}${reason}`;
}
