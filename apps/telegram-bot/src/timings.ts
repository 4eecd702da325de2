/** Pauses of the service in milliseconds. Tests shorten them. */
export interface Timings {
  /** Between two tries to hand one update to the data service; doubles from the first to the longest. */
  inboxRetry: { first: number; longest: number };
  /** Between two tries to reach Telegram. */
  telegramRetry: { first: number; longest: number };
  /** After 409: another program polls. */
  conflict: number;
  /** After 401: the token is wrong. */
  badToken: number;
  /** After an empty answer that came at once, from a Bot API server that knows no long polling. */
  emptyPoll: number;
}

export const TIMINGS = Symbol('TIMINGS');
export const DEFAULT_TIMINGS: Timings = {
  inboxRetry: { first: 200, longest: 5000 },
  telegramRetry: { first: 1000, longest: 30_000 },
  conflict: 10_000,
  badToken: 60_000,
  emptyPoll: 500,
};

/** Doubling pauses: `first`, 2 × `first`, … up to `longest`; {@link reset} begins anew. */
export class Backoff {
  private next: number;

  constructor(private readonly range: { first: number; longest: number }) {
    this.next = range.first;
  }

  pause(): number {
    const pause = this.next;
    this.next = Math.min(pause * 2, this.range.longest);
    return pause;
  }

  reset(): void {
    this.next = this.range.first;
  }
}
