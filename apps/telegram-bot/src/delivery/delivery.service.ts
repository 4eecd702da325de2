import { Inject, Injectable } from '@nestjs/common';
import type { Delivery, DeliveryResult } from '@personal-assistant/contracts';
import { logger } from '@personal-assistant/service-kit';
import { deliveriesDone } from '../metrics.js';
import { AFTER_CONFIGURATION } from './outcome.js';
import { MessageSender } from './message-sender.js';

/** Delivers for the outbox: one call of the Bot API, and the truth about what became of it. */
@Injectable()
export class DeliveryService {
  private readonly log = logger('delivery');

  constructor(@Inject(MessageSender) private readonly sender: MessageSender) {}

  async deliver(delivery: Delivery): Promise<DeliveryResult> {
    const result = await this.attempt(delivery);
    deliveriesDone.inc({ outcome: result.outcome });
    const about = { deliveryId: delivery.id, chatId: delivery.chatId, kind: delivery.action.kind, ...result };
    if (result.outcome === 'DELIVERED') this.log.debug(about, 'delivered');
    else this.log.warn(about, 'not delivered');
    return result;
  }

  private async attempt(delivery: Delivery): Promise<DeliveryResult> {
    if (!this.sender.ready) {
      return { outcome: 'RETRY', retryAfterMs: AFTER_CONFIGURATION, reason: 'TELEGRAM_TOKEN is not set.' };
    }
    if (!/^-?\d{1,16}$/u.test(delivery.chatId)) {
      return { outcome: 'REJECTED', reason: `${delivery.chatId} is not a Telegram chat.` };
    }
    const { action } = delivery;
    switch (action.kind) {
      case 'send':
        return await this.sender.send(delivery, action);
      case 'photo':
        return await this.sender.photo(delivery, action);
      case 'edit':
        return await this.sender.edit(delivery, action);
    }
  }
}
