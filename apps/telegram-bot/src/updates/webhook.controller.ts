import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { Access, AppError, CONFIG, type Config, equalsSecret } from '@personal-assistant/service-kit';
import { z } from 'zod';
import { InboxUnavailableError } from './inbox.js';
import { UpdateReceiver } from './receiver.js';

/** Telegram's own form is trusted once the secret is right; only what we need to know an update by is checked. */
const updateSchema = z.looseObject({ update_id: z.number().int() });

/** Where Telegram posts updates in webhook mode. 200 only when the data service has the update; else Telegram repeats it. */
@Access('public')
@Controller('telegram/webhook')
export class WebhookController {
  constructor(
    @Inject(UpdateReceiver) private readonly receiver: UpdateReceiver,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @HttpCode(200)
  async receive(
    @Headers('x-telegram-bot-api-secret-token') secret: string | undefined,
    @Body() body: unknown,
  ): Promise<{ ok: true }> {
    const { TELEGRAM_MODE, TELEGRAM_WEBHOOK_SECRET } = this.config;
    if (TELEGRAM_MODE !== 'webhook' || !TELEGRAM_WEBHOOK_SECRET) {
      throw new AppError(
        'NOT_FOUND',
        'This bot takes its updates by polling; set TELEGRAM_MODE=webhook to post them here.',
      );
    }
    if (!equalsSecret(secret, TELEGRAM_WEBHOOK_SECRET)) {
      throw new AppError('UNAUTHENTICATED', 'Only Telegram may post here; the secret token is missing or wrong.');
    }
    const update = updateSchema.safeParse(body);
    if (!update.success) throw new AppError('BAD_REQUEST', 'This is not an update of the Bot API.');
    try {
      await this.receiver.receive(update.data);
    } catch (error) {
      if (error instanceof InboxUnavailableError) throw new AppError('UNAVAILABLE', 'Not taken yet; send it again.');
      throw error;
    }
    return { ok: true };
  }
}
