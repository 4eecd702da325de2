import { setTimeout as sleep } from 'node:timers/promises';
import type { UpdateQueue } from './update-queue.js';

export interface Webhook {
  url: string;
  secretToken?: string;
}

const FIRST_DELAY_MS = 20;
const LONGEST_DELAY_MS = 1000;

/** Posts updates to the bot one after the other; what is not answered 2xx is posted again, with growing pauses. */
export class WebhookSender {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly webhook: Webhook,
    private readonly updates: UpdateQueue,
  ) {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let delay = FIRST_DELAY_MS;
    while (!this.stopping.signal.aborted) {
      const queued = this.updates.first;
      if (!queued) {
        await this.nextChange();
        continue;
      }
      queued.deliveries += 1;
      if (await this.post(JSON.stringify(queued.update))) {
        this.updates.confirmFirst();
        delay = FIRST_DELAY_MS;
      } else {
        await sleep(delay, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        delay = Math.min(delay * 2, LONGEST_DELAY_MS);
      }
    }
  }

  private async post(body: string): Promise<boolean> {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (this.webhook.secretToken) headers['x-telegram-bot-api-secret-token'] = this.webhook.secretToken;
    try {
      const signal = this.stopping.signal;
      const answer = await fetch(this.webhook.url, { method: 'POST', headers, body, signal });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  private async nextChange(): Promise<void> {
    const { signal } = this.stopping;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        stop();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const stop = this.updates.onChange(done);
      signal.addEventListener('abort', done);
    });
  }
}
