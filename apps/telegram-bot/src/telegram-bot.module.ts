import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config, ServiceClient, serviceToken } from '@personal-assistant/service-kit';
import { DeliveryController } from './delivery/delivery.controller.js';
import { DeliveryService } from './delivery/delivery.service.js';
import { MessageSender } from './delivery/message-sender.js';
import { StatusController } from './telegram/status.controller.js';
import { deliveryApi } from './telegram/telegram-api.js';
import { TelegramStatus } from './telegram/telegram-status.js';
import { DEFAULT_TIMINGS, TIMINGS, type Timings } from './timings.js';
import { HttpInbox, INBOX } from './updates/inbox.js';
import { UpdateReceiver } from './updates/receiver.js';
import { WebhookController } from './updates/webhook.controller.js';

/** The bot service. `timings` are shortened by tests only. */
@Module({})
export class TelegramBotModule {
  static register(timings: Timings = DEFAULT_TIMINGS): DynamicModule {
    return {
      module: TelegramBotModule,
      controllers: [DeliveryController, StatusController, WebhookController],
      providers: [
        TelegramStatus,
        UpdateReceiver,
        DeliveryService,
        { provide: TIMINGS, useValue: timings },
        { provide: INBOX, inject: [CONFIG], useFactory: inbox },
        { provide: MessageSender, inject: [CONFIG], useFactory: messageSender },
      ],
    };
  }
}

function inbox(config: Config): HttpInbox {
  return new HttpInbox(new ServiceClient({ baseUrl: config.DATA_SERVICE_URL, token: serviceToken(config) }));
}

function messageSender({ TELEGRAM_TOKEN, TELEGRAM_API_ROOT }: Config): MessageSender {
  return new MessageSender(TELEGRAM_TOKEN ? deliveryApi(TELEGRAM_TOKEN, TELEGRAM_API_ROOT) : undefined);
}
