import { logger } from '@personal-assistant/service-kit';
import type { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { inboxRetries, updatesReceived } from '../metrics.js';
import { failureOf, type Failure } from '../telegram/failure.js';
import { POLL_SECONDS } from '../telegram/telegram-api.js';
import type { TelegramStatus } from '../telegram/telegram-status.js';
import { explain, isBadToken } from '../telegram/words.js';
import { Backoff, type Timings } from '../timings.js';
import { ALLOWED_UPDATES, type AssistantBot } from './bot.js';
import { InboxUnavailableError } from './inbox.js';
import { pause } from './pause.js';
import type { UpdateHandler } from './update-handler.js';

/** An answer below this came without long polling. Milliseconds. */
const AT_ONCE = 100;

/**
 * Long polling that confirms an update only after the data service has it.
 *
 * grammY's own `bot.start()` moves on after an error that its handler swallowed; here nothing is confirmed until
 * {@link UpdateHandler.handle} resolves, strictly one update after the other. A crash at any point makes Telegram hand
 * the rest out again, and the inbox recognises what it has by its id.
 */
export class Polling {
  private readonly log = logger('polling');
  private readonly telegramRetry: Backoff;
  /** Confirms everything before it. */
  private offset = 0;
  private confirmed = 0;

  constructor(
    private readonly bot: AssistantBot,
    private readonly handler: UpdateHandler,
    private readonly status: TelegramStatus,
    private readonly timings: Timings,
  ) {
    this.telegramRetry = new Backoff(timings.telegramRetry);
  }

  /** Runs until `signal` aborts. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const updates = await this.fetch(signal);
      for (const update of updates) {
        if (!(await this.untilTaken(update, signal))) break;
        this.offset = update.update_id + 1;
      }
    }
    await this.confirmLast();
  }

  private async fetch(signal: AbortSignal): Promise<Update[]> {
    const startedAt = performance.now();
    const offset = this.offset;
    try {
      const updates = await this.bot.api.getUpdates(
        { offset, timeout: POLL_SECONDS, allowed_updates: ALLOWED_UPDATES },
        signal as Parameters<Api['getUpdates']>[1],
      );
      this.confirmed = offset;
      updatesReceived.inc(updates.length);
      this.telegramRetry.reset();
      this.status.connected(this.bot.botInfo);
      if (updates.length === 0 && performance.now() - startedAt < AT_ONCE) await pause(this.timings.emptyPoll, signal);
      return updates;
    } catch (error) {
      if (!signal.aborted) await this.waitAfter(failureOf(error), signal);
      return [];
    }
  }

  private async waitAfter(failure: Failure, signal: AbortSignal): Promise<void> {
    this.status.unreachable(explain(failure));
    if (isBadToken(failure)) {
      await pause(this.timings.badToken, signal);
    } else if (failure.kind === 'refused' && failure.code === 409) {
      // A webhook that somebody set since the start also ends in 409.
      if (failure.description.includes('webhook')) await this.bot.api.deleteWebhook().catch(() => undefined);
      await pause(this.timings.conflict, signal);
    } else {
      await pause(this.telegramRetry.pause(), signal);
    }
  }

  /** @returns false when the service stops before the data service took the update. */
  private async untilTaken(update: Update, signal: AbortSignal): Promise<boolean> {
    const backoff = new Backoff(this.timings.inboxRetry);
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.handler.handle(update);
        if (failures > 0)
          this.log.info({ updateId: update.update_id, failures }, 'the data service takes updates again');
        return true;
      } catch (error) {
        if (!(error instanceof InboxUnavailableError)) throw error;
        inboxRetries.inc();
        if (failures === 0) {
          this.log.warn(
            { updateId: update.update_id, reason: error.message },
            'the data service does not take updates; they wait at Telegram',
          );
        }
        await pause(backoff.pause(), signal);
      }
    }
    return false;
  }

  /** At a clean stop, saves the next start from meeting again what is already in the inbox. */
  private async confirmLast(): Promise<void> {
    if (this.offset <= this.confirmed) return;
    const oneSecond = AbortSignal.timeout(1000) as Parameters<Api['getUpdates']>[1];
    await this.bot.api.getUpdates({ offset: this.offset, limit: 1, timeout: 0 }, oneSecond).catch(() => undefined);
  }
}
