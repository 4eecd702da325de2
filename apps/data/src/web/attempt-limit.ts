/** Counts failures per key in a window, for sign-in. In memory: guessing a 128-bit token is hopeless anyway, this keeps it quiet. */
export class AttemptLimit {
  private readonly failures = new Map<string, { count: number; until: number }>();

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
    private readonly now: () => number = Date.now,
    private readonly capacity = 10_000,
  ) {}

  isBlocked(key: string): boolean {
    const entry = this.failures.get(key);
    if (!entry) return false;
    if (entry.until > this.now()) return entry.count >= this.most;
    this.failures.delete(key);
    return false;
  }

  fail(key: string): void {
    const entry = this.failures.get(key);
    if (entry && entry.until > this.now()) {
      entry.count += 1;
      return;
    }
    // Bounded: the oldest entry makes room.
    const [oldest] = this.failures.keys();
    if (this.failures.size >= this.capacity && oldest !== undefined) this.failures.delete(oldest);
    this.failures.set(key, { count: 1, until: this.now() + this.windowMs });
  }
}
