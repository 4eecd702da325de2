import { MAX_PARTIAL, okSchema } from '@personal-assistant/contracts';
import { RemoteError, type ServiceClient } from '@personal-assistant/service-kit';

/** The page shows each of these; chats with limits of their own show fewer. */
export const GAP_MS = 500;
/** Silence after which a sign of life is given; well below the age at which the sweeper takes a question for lost. */
export const HEARTBEAT_MS = 3000;
const TIMEOUT_MS = 5000;

/**
 * Tells the data service what a growing answer looks like: one call at a time, the newest text only, and a sign of life
 * while there is nothing new. What cannot be told is left out: the final answer does not depend on it.
 */
export class Draft {
  private newest = '';
  private told = '';
  private lastCall = performance.now();
  private busy = false;
  private ended = false;
  private readonly ticks: NodeJS.Timeout;

  constructor(
    private readonly dataService: Pick<ServiceClient, 'post'>,
    private readonly questionId: string,
    /** The texts that it is written from: the data service shows nothing of one that was withdrawn. */
    private readonly from: readonly number[] = [],
  ) {
    this.ticks = setInterval(() => {
      if (this.newest !== this.told || performance.now() - this.lastCall >= HEARTBEAT_MS) void this.tell();
    }, GAP_MS).unref();
  }

  /** @param text all of the answer so far. */
  update(text: string): void {
    const first = this.newest === '';
    this.newest = text.slice(0, MAX_PARTIAL);
    if (first) void this.tell();
  }

  /** Nothing more is told. What is still under way is refused by the data service once the answer is there. */
  end(): void {
    this.ended = true;
    clearInterval(this.ticks);
  }

  private async tell(): Promise<void> {
    if (this.busy || this.ended) return;
    this.busy = true;
    this.lastCall = performance.now();
    const text = this.newest;
    try {
      const body = { text, from: this.from };
      await this.dataService.post(`/internal/questions/${this.questionId}/partial`, body, okSchema, TIMEOUT_MS);
      this.told = text;
    } catch (error) {
      // Refused for now: the next tick tells what is newest then. Without an answer the call may still arrive, after the
      // next one even: better no further text than an older one over a newer one.
      if (!(error instanceof RemoteError && error.retryable)) this.end();
    } finally {
      this.busy = false;
    }
  }
}
