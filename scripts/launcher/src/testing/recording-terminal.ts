import { EventEmitter, once } from 'node:events';
import type { Terminal } from '../launch/terminal.js';

/** A terminal for specs: keeps the lines and lets a spec wait for one. */
export class RecordingTerminal implements Terminal {
  readonly lines: string[] = [];
  private readonly events = new EventEmitter();

  say(line: string): void {
    this.lines.push(line);
    this.events.emit('line');
  }

  warn(line: string): void {
    this.say(line);
  }

  print(line: string): void {
    this.say(line);
  }

  /** Resolves with the first line that matches, also when it was written before. */
  async line(pattern: RegExp, timeoutMs = 20_000): Promise<string> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const found = this.lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      await once(this.events, 'line', { signal }).catch(() => {
        throw new Error(`no line matches ${String(pattern)}:\n${this.lines.join('\n')}`);
      });
    }
  }
}
