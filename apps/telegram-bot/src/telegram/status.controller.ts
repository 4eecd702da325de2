import { Controller, Get, Inject } from '@nestjs/common';
import type { BotStatus } from '@personal-assistant/contracts';
import { Access } from '@personal-assistant/service-kit';
import { TelegramStatus } from './telegram-status.js';

/** How the bot stands with Telegram, for the data service's `/api/status`. */
@Access('service')
@Controller('internal/status')
export class StatusController {
  constructor(@Inject(TelegramStatus) private readonly status: TelegramStatus) {}

  @Get()
  get(): BotStatus {
    return this.status.current;
  }
}
