import { tooManyRequests } from './errors.js';
import type { FakeChat } from './fake-chat.js';

/** Per-chat limit on new messages, as Telegram enforces it: one message too early is 429 with `retry_after`. */
export class FloodControl {
  private readonly lastSent = new Map<FakeChat, number>();

  /** @param minGapMs least time between two messages in one chat; 0 switches the limit off. */
  constructor(public minGapMs: number) {}

  check(chat: FakeChat): void {
    if (this.minGapMs === 0) return;
    const waitMs = (this.lastSent.get(chat) ?? -Infinity) + this.minGapMs - Date.now();
    if (waitMs > 0) throw tooManyRequests(Math.ceil(waitMs / 1000));
    this.lastSent.set(chat, Date.now());
  }
}
