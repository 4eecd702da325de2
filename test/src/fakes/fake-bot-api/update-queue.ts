import type { Update } from '@grammyjs/types';
import { BotApiError } from './errors.js';

export type UpdateKind = Exclude<keyof Update, 'update_id'>;
export type NewUpdate = Omit<Update, 'update_id'>;

/** An update and what became of it. */
export interface QueuedUpdate {
  update: Update;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** How often it was handed out; more than once means redelivery. */
  deliveries: number;
  /** When the bot confirmed it: by a higher offset, or by 2xx to the webhook. */
  confirmedAt?: number;
  /** Handed out again although confirmed: stays until it was delivered once more, whatever the offset. */
  repeated?: boolean;
}

export interface PollOptions {
  offset?: number;
  limit?: number;
  /** Milliseconds. */
  timeoutMs?: number;
}

const NOT_BY_DEFAULT: readonly string[] = ['chat_member', 'message_reaction', 'message_reaction_count'];

/**
 * Updates that wait for the bot, with the offset semantics of the Bot API: an update is handed out again and again
 * until a higher offset confirms it.
 */
export class UpdateQueue {
  readonly history: QueuedUpdate[] = [];
  private waiting: QueuedUpdate[] = [];
  private poller?: { supersede: () => void };
  private allowed: readonly string[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(private nextId: number) {}

  /** @returns the update, or `undefined` when the bot did not ask for this kind. */
  push(content: NewUpdate): Update | undefined {
    const kind = Object.keys(content)[0] ?? '';
    const wanted = this.allowed.length > 0 ? this.allowed.includes(kind) : !NOT_BY_DEFAULT.includes(kind);
    if (!wanted) return undefined;
    const update: Update = { update_id: this.nextId++, ...content };
    this.enqueue(update);
    return update;
  }

  /** Hands an update out once more although it was confirmed, as Telegram may after a failure of its own. */
  redeliver(update: Update): void {
    this.enqueue(update, true);
  }

  allow(kinds: readonly string[] | undefined): void {
    if (kinds) this.allowed = kinds;
  }

  get pending(): readonly QueuedUpdate[] {
    return this.waiting;
  }

  get first(): QueuedUpdate | undefined {
    return this.waiting[0];
  }

  /** Waits for updates like `getUpdates`; a second poller ends the first with 409. */
  async poll({ offset = 0, limit = 100, timeoutMs = 0 }: PollOptions, signal: AbortSignal): Promise<Update[]> {
    this.confirmBefore(offset);
    this.poller?.supersede();
    const ready = () => this.waiting.slice(0, Math.min(Math.max(limit, 1), 100));
    if (this.waiting.length === 0 && timeoutMs > 0) await this.untilSomething(timeoutMs, signal);
    if (signal.aborted) return [];
    return ready().map((queued) => {
      queued.deliveries += 1;
      return queued.update;
    });
  }

  confirmFirst(): void {
    const first = this.waiting.shift();
    if (first) first.confirmedAt = Date.now();
    this.notify();
  }

  drop(): void {
    this.waiting = [];
  }

  /** Calls back after each change. @returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when every update was confirmed. */
  async whenAllConfirmed(): Promise<void> {
    while (this.waiting.length > 0) {
      await new Promise<void>((resolve) => {
        const stop = this.onChange(() => {
          stop();
          resolve();
        });
      });
    }
  }

  private enqueue(update: Update, repeated = false): void {
    const queued: QueuedUpdate = { update, createdAt: Date.now(), deliveries: 0, repeated };
    this.history.push(queued);
    this.waiting.push(queued);
    this.notify();
  }

  private confirmBefore(offset: number): void {
    const keepFrom = offset < 0 ? Math.max(this.waiting.length + offset, 0) : undefined;
    const [confirmed, kept]: [QueuedUpdate[], QueuedUpdate[]] = [[], []];
    this.waiting.forEach((queued, index) => {
      const undelivered = queued.repeated === true && queued.deliveries === 0;
      const keep = undelivered || (keepFrom === undefined ? queued.update.update_id >= offset : index >= keepFrom);
      (keep ? kept : confirmed).push(queued);
    });
    if (confirmed.length === 0) return;
    for (const queued of confirmed) queued.confirmedAt = Date.now();
    this.waiting = kept;
    this.notify();
  }

  private async untilSomething(timeoutMs: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        stop();
        signal.removeEventListener('abort', onAbort);
        if (this.poller === poller) this.poller = undefined;
        settle();
      };
      const onAbort = () => {
        end(resolve);
      };
      const poller = {
        supersede: () => {
          end(() => {
            reject(
              new BotApiError(
                409,
                'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
              ),
            );
          });
        },
      };
      const timer = setTimeout(onAbort, timeoutMs);
      const stop = this.onChange(() => {
        if (this.waiting.length > 0) end(resolve);
      });
      signal.addEventListener('abort', onAbort);
      this.poller = poller;
    });
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
