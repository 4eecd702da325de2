import type { BotStatus } from '@personal-assistant/contracts';
import type { UserFromGetMe } from 'grammy/types';
import { logger } from '@personal-assistant/service-kit';

const OFF =
  'No Telegram bot yet: make one with @BotFather, put its token into TELEGRAM_TOKEN in .env and start again. The rest works without it.';

/** How the bot stands with Telegram right now. A change is logged once, a repetition is not. */
export class TelegramStatus {
  private readonly log = logger('telegram');
  private status: BotStatus = { state: 'off', detail: OFF, botUsername: null, botId: null };

  get current(): BotStatus {
    return this.status;
  }

  connected(me: UserFromGetMe): void {
    if (this.status.state === 'connected') return;
    this.status = { state: 'connected', detail: null, botUsername: me.username, botId: String(me.id) };
    this.log.info({ bot: me.username }, 'connected to Telegram');
  }

  unreachable(detail: string): void {
    if (this.status.state === 'unreachable' && this.status.detail === detail) return;
    this.status = { ...this.status, state: 'unreachable', detail };
    this.log.error(detail);
  }

  /** For `/health`: without a token there is nothing to be unwell. */
  check(): void {
    if (this.status.state === 'unreachable') throw new Error(this.status.detail ?? 'Telegram is unreachable');
  }
}
