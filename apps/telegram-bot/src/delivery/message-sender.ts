import { type Button, type Delivery, type DeliveryResult, encodeButton } from '@personal-assistant/contracts';
import type { Api } from 'grammy';
import type { InlineKeyboardMarkup } from 'grammy/types';
import { failureOf } from '../telegram/failure.js';
import { outcomeOf } from './outcome.js';
import { toTelegramHtml } from './telegram-html.js';

type Send = Extract<Delivery['action'], { kind: 'send' }>;
type Edit = Extract<Delivery['action'], { kind: 'edit' }>;
type Place = Pick<Delivery, 'chatId' | 'topicId'>;

const FORMAT = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;

/** Translates deliveries into calls of the Bot API, exactly one each. */
export class MessageSender {
  /** @param api a client without retries; missing when there is no token. */
  constructor(private readonly api: Api | undefined) {}

  get ready(): boolean {
    return this.api !== undefined;
  }

  async send({ chatId, topicId }: Place, { text, replyToMessageId, buttons }: Send): Promise<DeliveryResult> {
    const api = this.client();
    const replyTo = messageNumber(replyToMessageId);
    return await outcome(async () => {
      const message = await api.sendMessage(Number(chatId), toTelegramHtml(text), {
        ...FORMAT,
        message_thread_id: topicId,
        reply_parameters:
          replyTo === undefined ? undefined : { message_id: replyTo, allow_sending_without_reply: true },
        reply_markup: keyboard(buttons),
      });
      return String(message.message_id);
    });
  }

  async edit({ chatId }: Place, { messageId, text, buttons }: Edit): Promise<DeliveryResult> {
    const api = this.client();
    const number = messageNumber(messageId);
    if (number === undefined) return { outcome: 'REJECTED', reason: `${messageId} is not a Telegram message.` };
    return await outcome(async () => {
      await api.editMessageText(Number(chatId), number, toTelegramHtml(text), {
        ...FORMAT,
        reply_markup: keyboard(buttons),
      });
      return messageId;
    }, messageId);
  }

  private client(): Api {
    if (!this.api) throw new Error('There is no token: ask `ready` first.');
    return this.api;
  }
}

async function outcome(call: () => Promise<string>, editedMessageId?: string): Promise<DeliveryResult> {
  try {
    return { outcome: 'DELIVERED', messageId: await call() };
  } catch (error) {
    return outcomeOf(failureOf(error), editedMessageId);
  }
}

/** Commands that are no message carry the id `0`: there is nothing to reply to. */
function messageNumber(id: string | undefined): number | undefined {
  const number = Number(id);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** Left out at an edit, it takes the buttons away. */
function keyboard(buttons: Button[][] | undefined): InlineKeyboardMarkup | undefined {
  if (!buttons || buttons.length === 0) return undefined;
  return {
    inline_keyboard: buttons.map((row) =>
      row.map(({ label, action }) => ({ text: label, callback_data: encodeButton(action) })),
    ),
  };
}
