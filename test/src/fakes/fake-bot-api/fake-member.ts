import type { CallbackQuery, Message, ReactionTypeEmoji } from '@grammyjs/types';
import type { FakeChat } from './fake-chat.js';
import type { Author, FakeMessage } from './fake-message.js';
import { detectEntities } from './formatted-text.js';

export interface SendOptions {
  /** Forum topic. */
  topicId?: number;
  /** Further fields of the message: `photo`, `caption`, `forward_origin`, … */
  extra?: Partial<Message>;
}

/** A press on a button and the bot's answer to it. */
export interface FakePress {
  query: CallbackQuery;
  /** What `answerCallbackQuery` said; `undefined` until then. */
  answer?: { text?: string; showAlert: boolean };
  /** Resolves when the spinner on the button ends. */
  answered: Promise<void>;
}

/** Somebody in a chat, and what a person can do with their thumbs. Each act is seen by the bot as an update. */
export class FakeMember {
  constructor(
    readonly chat: FakeChat,
    readonly author: Author,
  ) {}

  get id(): number {
    return this.author.from.id;
  }

  sends(text: string, options: SendOptions = {}): FakeMessage {
    return this.write(text, undefined, options);
  }

  repliesTo(message: FakeMessage, text: string, options: SendOptions = {}): FakeMessage {
    return this.write(text, message, { topicId: message.topicId, ...options });
  }

  /** A photo with words under it. */
  sendsPhoto(caption: string | undefined, options: SendOptions = {}): FakeMessage {
    const photo = [{ file_id: 'photo', file_unique_id: 'photo', width: 90, height: 90 }];
    const caption_entities = caption === undefined ? undefined : detectEntities(caption);
    const extra = { ...options.extra, photo, ...(caption !== undefined && { caption, caption_entities }) };
    return this.chat.add({ author: this.author, topicId: options.topicId, extra });
  }

  edits(message: FakeMessage, text: string): void {
    message.edit({ text, entities: detectEntities(text) }, []);
    this.chat.messageEdited(message);
  }

  /** @throws when the message has no such button: a person could not press it either. */
  presses(message: FakeMessage, label: string): FakePress {
    const button = message.button(label);
    if (!button || !('callback_data' in button)) {
      throw new Error(`No button "${label}" under message ${message.id}; it has ${JSON.stringify(message.buttons)}.`);
    }
    return this.chat.api.press(this, message, button.callback_data);
  }

  /** Leaves these reactions under a message, instead of the earlier ones; the bot hears of it where it is an administrator. */
  reacts(message: FakeMessage, ...emoji: ReactionTypeEmoji['emoji'][]): void {
    const typed = (all: readonly ReactionTypeEmoji['emoji'][]) =>
      all.map((one) => ({ type: 'emoji', emoji: one }) as const);
    const before = message.reactions.get(this.id) ?? [];
    message.reactions.set(this.id, emoji);
    if (this.chat.bot !== 'administrator') return;
    this.chat.api.emit({
      message_reaction: {
        chat: this.chat.toTelegram(),
        message_id: message.id,
        user: this.author.from,
        date: Math.floor(Date.now() / 1000),
        old_reaction: typed(before),
        new_reaction: typed(emoji),
      },
    });
  }

  private write(text: string, replyTo: FakeMessage | undefined, options: SendOptions): FakeMessage {
    const { topicId, extra } = options;
    return this.chat.add({ author: this.author, text, entities: detectEntities(text), replyTo, topicId, extra });
  }
}
