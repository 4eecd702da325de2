import { Inject, Injectable } from '@nestjs/common';
import { type BotStatus, botStatusSchema } from '@personal-assistant/contracts';
import { CONFIG, type Config, ServiceClient, serviceToken } from '@personal-assistant/service-kit';

const KEEP_MS = 10_000;

/** How the bot service stands with Telegram, asked at most every ten seconds. */
@Injectable()
export class BotStatusService {
  private readonly client: ServiceClient;
  private known: { at: number; status: Promise<BotStatus> } | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.client = new ServiceClient({
      baseUrl: config.TELEGRAM_BOT_SERVICE_URL,
      token: serviceToken(config),
      timeoutMs: 1000,
    });
  }

  current(): Promise<BotStatus> {
    if (!this.config.TELEGRAM_TOKEN) {
      const detail = 'Set TELEGRAM_TOKEN to use the assistant in Telegram.';
      return Promise.resolve({ state: 'off', detail, botUsername: null, botId: null });
    }
    if (!this.known || Date.now() - this.known.at > KEEP_MS) this.known = { at: Date.now(), status: this.ask() };
    return this.known.status;
  }

  private async ask(): Promise<BotStatus> {
    try {
      return await this.client.get('/internal/status', botStatusSchema);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return {
        state: 'unreachable',
        detail: `The bot service does not answer: ${reason}`,
        botUsername: null,
        botId: null,
      };
    }
  }
}
