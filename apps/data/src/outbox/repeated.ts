/** Work that is done again and again, one round at a time: where a round takes longer, the next ones are left out. */
export class Repeated {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  /** @param failed is told what a round threw; the next one tries again */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(everyMs: number): void {
    this.timer = setInterval(() => {
      this.running ??= this.work()
        .catch(this.failed)
        .finally(() => {
          this.running = undefined;
        });
    }, everyMs);
  }

  /** Begins no further round, and waits for the one that runs. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }
}
