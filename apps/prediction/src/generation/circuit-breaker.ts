/** Failures in a row after which the other side is left alone. */
const MOST_FAILURES = 3;
const REST_MS = 30_000;

/**
 * Keeps people from waiting for something that has been failing: after three failures in a row it rests for half a
 * minute, then one try decides whether it is back.
 */
export class CircuitBreaker {
  private failures = 0;
  private restsUntil = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether to try. After a rest only one gets a yes until its outcome is known. */
  allows(): boolean {
    if (this.failures < MOST_FAILURES) return true;
    if (this.now() < this.restsUntil) return false;
    this.restsUntil = this.now() + REST_MS;
    return true;
  }

  succeeded(): void {
    this.failures = 0;
  }

  failed(): void {
    this.failures++;
    if (this.failures >= MOST_FAILURES) this.restsUntil = this.now() + REST_MS;
  }
}
