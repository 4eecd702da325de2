/** A line at least this often, milliseconds. */
const LINE_EVERY_MS = 5_000;

/** Says on the terminal what is going on, never silent for longer than five seconds. */
export class Progress {
  private readonly begun = Date.now();
  private state = '';
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly write: (line: string) => void) {
    this.timer = setInterval(() => {
      this.say(this.state);
    }, LINE_EVERY_MS);
  }

  /** A line of its own, now. */
  say(line: string): void {
    this.timer.refresh();
    this.write(`[${((Date.now() - this.begun) / 1000).toFixed(0).padStart(4)} s] ${line}`);
  }

  /**
   * Begins a stage; its state is repeated until the next one begins.
   *
   * @returns to be told how many are done
   */
  stage(name: string, total: number): (count: number) => void {
    this.state = `${name} …`;
    this.say(this.state);
    return (count) => {
      this.state = `${name}: ${count} of ${total}`;
    };
  }

  /** What the running stage does, in words. */
  detail(text: string): void {
    this.state = text;
  }

  end(): void {
    clearInterval(this.timer);
  }
}
