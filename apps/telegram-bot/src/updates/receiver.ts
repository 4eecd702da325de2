import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config, HealthRegistry, logger } from '@personal-assistant/service-kit';
import type { Update, UserFromGetMe } from 'grammy/types';
import { updatesReceived } from '../metrics.js';
import { checkSettings, publishCommands } from '../telegram/announcements.js';
import { failureOf } from '../telegram/failure.js';
import { clientOptions } from '../telegram/telegram-api.js';
import { TelegramStatus } from '../telegram/telegram-status.js';
import { explain, isBadToken } from '../telegram/words.js';
import { Backoff, TIMINGS, type Timings } from '../timings.js';
import { type AssistantBot, ALLOWED_UPDATES, createBot } from './bot.js';
import { INBOX, type Inbox, InboxUnavailableError } from './inbox.js';
import { pause } from './pause.js';
import { Polling } from './polling.js';
import { UpdateHandler } from './update-handler.js';

/** Connects to Telegram while the service runs, and takes updates by long polling or lets the webhook take them. */
@Injectable()
export class UpdateReceiver implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = logger('telegram');
  private readonly stopping = new AbortController();
  private readonly bot?: AssistantBot;
  private readonly handler?: UpdateHandler;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(TelegramStatus) private readonly status: TelegramStatus,
    @Inject(INBOX) inbox: Inbox,
    @Inject(TIMINGS) private readonly timings: Timings,
    @Inject(HealthRegistry) health: HealthRegistry,
  ) {
    // Without Telegram the installation still works on the page: said in /health, but no reason to be restarted.
    const telegramIsWell = () => {
      status.check();
      return Promise.resolve();
    };
    health.register('telegram', telegramIsWell, { optional: true });
    if (!config.TELEGRAM_TOKEN) return;
    const onAdded = (chatId: number) => {
      this.addedTo(chatId);
    };
    const client = clientOptions(config.TELEGRAM_API_ROOT);
    this.bot = createBot(config.TELEGRAM_TOKEN, { inbox, client, onAdded });
    this.handler = new UpdateHandler(this.bot);
  }

  onApplicationBootstrap(): void {
    if (!this.bot || !this.handler) {
      this.log.info(this.status.current.detail);
      return;
    }
    this.running = this.run(this.bot, this.handler, this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /**
   * One update that came to the webhook. No retries here: Telegram sends it again.
   *
   * @throws InboxUnavailableError also while the bot does not know itself yet.
   */
  async receive(update: Update): Promise<void> {
    if (!this.bot?.isInited() || !this.handler) throw new InboxUnavailableError('The bot is not connected yet.');
    updatesReceived.inc();
    await this.handler.handle(update);
  }

  private async run(bot: AssistantBot, handler: UpdateHandler, signal: AbortSignal): Promise<void> {
    const me = await this.insist(signal, () => bot.api.getMe());
    if (!me) return;
    bot.botInfo = me;
    this.status.connected(me);
    await publishCommands(bot.api, this.config.APPROVE_CHAT_ID);
    await checkSettings(bot.api, me, this.config.APPROVE_CHAT_ID);
    switch (this.config.TELEGRAM_MODE) {
      case 'webhook':
        await this.setWebhook(bot, me, signal);
        return;
      case 'polling':
        // Needed after a time with a webhook only; a server that does not know it has none.
        await bot.api.deleteWebhook().catch(() => undefined);
        await new Polling(bot, handler, this.status, this.timings).run(signal);
    }
  }

  private async setWebhook(bot: AssistantBot, me: UserFromGetMe, signal: AbortSignal): Promise<void> {
    const address = `${this.config.TELEGRAM_WEBHOOK_URL?.replace(/\/+$/u, '') ?? ''}/telegram/webhook`;
    await this.insist(signal, () =>
      bot.api.setWebhook(address, {
        secret_token: this.config.TELEGRAM_WEBHOOK_SECRET,
        allowed_updates: ALLOWED_UPDATES,
        // One at a time keeps updates in order.
        max_connections: 1,
      }),
    );
    if (!signal.aborted) this.status.connected(me);
  }

  /** Calls until it works. @returns `undefined` when the service stops first. */
  private async insist<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T | undefined> {
    const backoff = new Backoff(this.timings.telegramRetry);
    while (!signal.aborted) {
      try {
        return await call();
      } catch (error) {
        const failure = failureOf(error);
        this.status.unreachable(explain(failure));
        await pause(isBadToken(failure) ? this.timings.badToken : backoff.pause(), signal);
      }
    }
    return undefined;
  }

  /** Commands of the approvers' chat cannot be set before the bot is in it. */
  private addedTo(chatId: number): void {
    const { APPROVE_CHAT_ID } = this.config;
    if (this.bot && String(chatId) === APPROVE_CHAT_ID) void publishCommands(this.bot.api, APPROVE_CHAT_ID);
  }
}
