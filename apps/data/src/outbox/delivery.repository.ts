import { Inject, Injectable } from '@nestjs/common';
import { type Delivery, buttonSchema, richTextSchema } from '@personal-assistant/contracts';
import { z } from 'zod';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import type { OutboxRow } from './outbox.repository.js';

/**
 * A picture that cannot be delivered must not hold up what comes after it: after so many tries its text goes alone, after fewer
 * where each may have arrived.
 */
const PICTURE_ATTEMPTS = 20;
const AMBIGUOUS_PICTURE_ATTEMPTS = 3;

const buttonsSchema = z.array(z.array(buttonSchema));

export interface PreparedDelivery {
  delivery: Delivery;
  chatId: string;
  chatType: string;
}

/** Reads what a delivery row says now, and writes down where it arrived. */
@Injectable()
export class DeliveryRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @returns `undefined` for an edit of a message that never arrived. */
  async prepare(row: OutboxRow): Promise<PreparedDelivery | undefined> {
    const message = await this.database.read.chatMessage.findUniqueOrThrow({
      where: { id: row.messageId ?? 0n },
      include: { chat: true, replyTo: { select: { externalId: true } } },
    });
    const text = richTextSchema.parse(message.text);
    const buttons = buttonsSchema.parse(message.buttons);
    const { chat } = message;
    const common = { id: row.id.toString(), chatId: chat.externalId, topicId: message.topicId ?? undefined };
    const prepared = (action: Delivery['action']) => ({
      delivery: { ...common, action },
      chatId: chat.id,
      chatType: chat.type,
    });
    if (row.action === 'EDIT') {
      if (!message.externalId) return undefined;
      return prepared({ kind: 'edit', messageId: message.externalId, text, buttons });
    }
    const replyToMessageId = message.replyTo?.externalId ?? undefined;
    const content = {
      text,
      buttons: buttons.length > 0 ? buttons : undefined,
      replyToMessageId,
      silent: message.silent || undefined,
    };
    const png = message.pictureOfId === null ? undefined : await this.picture(row, message.pictureOfId);
    return prepared(png === undefined ? { kind: 'send', ...content } : { kind: 'photo', png, ...content });
  }

  private async picture(row: OutboxRow, modelId: number): Promise<string | undefined> {
    if (row.attempts > (row.ambiguous ? AMBIGUOUS_PICTURE_ATTEMPTS : PICTURE_ATTEMPTS)) return undefined;
    const curve = await this.database.read.lossCurve.findUnique({ where: { modelId } });
    return curve ? Buffer.from(curve.png).toString('base64') : undefined;
  }

  async delivered(tx: Tx, messageId: bigint, externalId: string): Promise<void> {
    await tx.db.chatMessage.updateMany({ where: { id: messageId, externalId: null }, data: { externalId } });
  }
}
