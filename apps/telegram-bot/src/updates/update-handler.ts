import { logger, withCorrelation } from '@personal-assistant/service-kit';
import { BotError } from 'grammy';
import type { Update } from 'grammy/types';
import { updatesHandled } from '../metrics.js';
import type { AssistantBot } from './bot.js';
import { commandId } from './context.js';
import { CommandRefusedError, InboxUnavailableError } from './inbox.js';

/**
 * Takes one update to its end: when {@link handle} resolves, the update may be confirmed to Telegram, because the data
 * service committed it, or because it is nothing for us, or because no retry could ever help (logged and counted).
 */
export class UpdateHandler {
  private readonly log = logger('updates');

  constructor(private readonly bot: AssistantBot) {}

  /** @throws InboxUnavailableError the update is not taken yet and must not be confirmed. */
  async handle(update: Update): Promise<void> {
    await withCorrelation(commandId(this.bot.botInfo, update), async () => {
      try {
        await this.bot.handleUpdate(update);
      } catch (error) {
        this.giveUpOrThrow(update, error);
      }
    });
  }

  private giveUpOrThrow(update: Update, error: unknown): void {
    const cause = error instanceof BotError ? error.error : error;
    if (cause instanceof InboxUnavailableError) throw cause;
    const updateId = update.update_id;
    if (cause instanceof CommandRefusedError) {
      updatesHandled.inc({ outcome: 'refused' });
      this.log.error({ updateId, reason: cause.message }, 'the data service refuses this update; it is skipped');
      return;
    }
    updatesHandled.inc({ outcome: 'failed' });
    this.log.error({ updateId, err: cause }, 'this update could not be understood; it is skipped');
  }
}
