import { Inject, Injectable } from '@nestjs/common';
import type { DeliveryResult } from '@personal-assistant/contracts';
import { logger } from '@personal-assistant/service-kit';
import { ChatRepository } from '../chats/chat.repository.js';
import { Database } from '../database/database.js';
import { backoffMs } from './backoff.js';
import { DeliveryRepository, type PreparedDelivery } from './delivery.repository.js';
import { OutboxRepository, type OutboxRow } from './outbox.repository.js';
import { DELIVERY_PORT, type DeliveryPort } from './ports.js';

/** Telegram allows about one message a second in a chat, and twenty a minute in a group. */
export const CHAT_GAP_MS = 1050;
export const GROUP_MESSAGES_PER_MINUTE = 20;
/** A send whose answer was lost this often is given up: each may have arrived. */
const MOST_AMBIGUOUS_ATTEMPTS = 5;

/** Delivers one message of the outbox and decides what its outcome means. */
@Injectable()
export class SenderService {
  private readonly log = logger('sender');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(DeliveryRepository) private readonly deliveries: DeliveryRepository,
    @Inject(ChatRepository) private readonly chats: ChatRepository,
    @Inject(DELIVERY_PORT) private readonly port: DeliveryPort,
  ) {}

  async send(row: OutboxRow): Promise<void> {
    const prepared = await this.deliveries.prepare(row);
    if (!prepared) {
      await this.database.transaction((tx) =>
        this.outbox.finish(tx, row, 'DEAD', 'The message to edit never arrived.'),
      );
      return;
    }
    const result = await this.port.deliver(prepared.delivery);
    await this.settle(row, prepared, result);
  }

  private async settle(row: OutboxRow, { chatId, chatType }: PreparedDelivery, result: DeliveryResult): Promise<void> {
    await this.database.transaction(async (tx) => {
      switch (result.outcome) {
        case 'DELIVERED': {
          await this.outbox.finish(tx, row, 'SENT');
          if (row.messageId !== null) await this.deliveries.delivered(tx, row.messageId, result.messageId);
          await this.outbox.spaceChat(tx, chatId, CHAT_GAP_MS, chatType === 'private' ? 0 : GROUP_MESSAGES_PER_MINUTE);
          return;
        }
        case 'RETRY': {
          const delay = Math.max(result.retryAfterMs, backoffMs(row.attempts));
          if (result.retryAfterMs > 0) await this.outbox.pauseChat(tx, chatId, result.retryAfterMs);
          await this.outbox.retryLater(tx, row, delay, result.reason);
          return;
        }
        case 'AMBIGUOUS': {
          if (row.action === 'SEND' && row.ambiguous && row.attempts >= MOST_AMBIGUOUS_ATTEMPTS) {
            await this.outbox.finish(tx, row, 'DEAD', `Given up, it may have arrived: ${result.reason}`);
            return;
          }
          await this.outbox.retryLater(tx, row, backoffMs(row.attempts), result.reason, row.action === 'SEND');
          return;
        }
        case 'REJECTED': {
          this.log.warn({ outboxId: row.id.toString(), reason: result.reason }, 'a message is undeliverable');
          await this.outbox.finish(tx, row, 'DEAD', result.reason);
          return;
        }
        case 'MIGRATED': {
          await this.chats.migrate(tx, await this.chats.getChat(tx, chatId), result.toChatId);
          await this.outbox.retryLater(tx, row, 0, result.reason);
          tx.outboxTouched = true;
          return;
        }
      }
    });
  }
}
