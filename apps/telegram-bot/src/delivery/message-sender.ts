import { type Button, type Delivery, type DeliveryResult, encodeButton } from '@personal-assistant/contracts';
import { type Api, InputFile } from 'grammy';
import type { InlineKeyboardMarkup } from 'grammy/types';
import { failureOf } from '../telegram/failure.js';
import { outcomeOf, takesNoPicture } from './outcome.js';
import { toTelegramHtml } from './telegram-html.js';

type Send = Extract<Delivery['action'], { kind: 'send' }>;
type Photo = Extract<Delivery['action'], { kind: 'photo' }>;
type Edit = Extract<Delivery['action'], { kind: 'edit' }>;
type Place = Pick<Delivery, 'chatId' | 'topicId'>;

const HTML = { parse_mode: 'HTML' } as const;
const FORMAT = { ...HTML, link_preview_options: { is_disabled: true } } as const;

/** Translates deliveries into calls of the Bot API, exactly one each that may have an effect. */
export class MessageSender {
  /** @param api a client without retries; missing when there is no token. */
  constructor(private readonly api: Api | undefined) {}

  get ready(): boolean {
    return this.api !== undefined;
  }

  async send(place: Place, action: Send): Promise<DeliveryResult> {
    const api = this.client();
    return await outcome(async () => {
      const options = { ...FORMAT, ...placeOf(place, action) };
      const message = await api.sendMessage(Number(place.chatId), toTelegramHtml(action.text), options);
      return String(message.message_id);
    });
  }

  /** A picture with its text under it; the text alone where no picture is taken. */
  async photo(place: Place, { png, ...action }: Photo): Promise<DeliveryResult> {
    const api = this.client();
    try {
      const picture = new InputFile(Buffer.from(png, 'base64'), 'loss.png');
      const options = { ...HTML, caption: toTelegramHtml(action.text), ...placeOf(place, action) };
      const message = await api.sendPhoto(Number(place.chatId), picture, options);
      return { outcome: 'DELIVERED', messageId: String(message.message_id) };
    } catch (error) {
      const failure = failureOf(error);
      return takesNoPicture(failure) ? await this.send(place, { ...action, kind: 'send' }) : outcomeOf(failure);
    }
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

/** Where a new message stands: its topic, what it replies to, its buttons; and whether it makes a sound. */
function placeOf(
  { topicId }: Place,
  { replyToMessageId, buttons, silent }: Pick<Send, 'replyToMessageId' | 'buttons' | 'silent'>,
) {
  const replyTo = messageNumber(replyToMessageId);
  return {
    message_thread_id: topicId,
    disable_notification: silent,
    reply_parameters: replyTo === undefined ? undefined : { message_id: replyTo, allow_sending_without_reply: true },
    reply_markup: keyboard(buttons),
  };
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
