import type { InlineKeyboardButton, Message, MessageEntity, ReactionTypeEmoji, User, Chat } from '@grammyjs/types';
import type { FakeChat } from './fake-chat.js';
import type { FormattedText } from './formatted-text.js';
import type { UploadedFile } from './uploaded-file.js';

/** Who wrote a message: a person, a bot, or a chat that hides the person. */
export interface Author {
  from: User;
  /** Set for anonymous administrators and for people who write as a channel. */
  senderChat?: Chat;
}

export interface MessageContent extends Partial<FormattedText> {
  author: Author;
  replyTo?: FakeMessage;
  topicId?: number;
  keyboard?: InlineKeyboardButton[][];
  /** The text is its caption then. */
  photo?: UploadedFile;
  /** Fields that the fake gives no meaning to (photo, caption, migrate_to_chat_id, …). */
  extra?: Partial<Message>;
}

/** One message in a chat, as everybody there sees it now. */
export class FakeMessage {
  text: string;
  entities: MessageEntity[];
  keyboard: InlineKeyboardButton[][];
  /** Earlier texts, oldest first. */
  readonly edits: { text: string; at: number }[] = [];
  deleted = false;
  /** By the id of who left them. */
  readonly reactions = new Map<number, ReactionTypeEmoji['emoji'][]>();
  readonly sentAt = Date.now();
  readonly author: Author;
  readonly replyTo?: FakeMessage;
  readonly topicId?: number;
  readonly photo?: UploadedFile;
  private readonly extra: Partial<Message>;

  constructor(
    readonly chat: FakeChat,
    readonly id: number,
    content: MessageContent,
  ) {
    this.author = content.author;
    this.text = content.text ?? '';
    this.entities = content.entities ?? [];
    this.keyboard = content.keyboard ?? [];
    this.replyTo = content.replyTo;
    this.topicId = content.topicId;
    this.photo = content.photo;
    this.extra = content.extra ?? {};
  }

  get fromBot(): boolean {
    return this.chat.api.isOurBot(this.author.from.id);
  }

  /** Labels of the inline buttons, row by row. */
  get buttons(): string[][] {
    return this.keyboard.map((row) => row.map((button) => button.text));
  }

  button(label: string): InlineKeyboardButton | undefined {
    return this.keyboard.flat().find((button) => button.text.includes(label));
  }

  edit(content: FormattedText, keyboard: InlineKeyboardButton[][]): void {
    this.edits.push({ text: this.text, at: Date.now() });
    this.text = content.text;
    this.entities = content.entities;
    this.keyboard = keyboard;
  }

  private content(): Partial<Message> {
    const { text, entities, photo } = this;
    if (!photo) return { ...(text && { text }), ...(entities.length > 0 && { entities }) };
    return {
      photo: [{ file_id: photo.name, file_unique_id: photo.name, width: 90, height: 90 }],
      ...(text && { caption: text, caption_entities: entities }),
    };
  }

  /** The message as the Bot API writes it. */
  toTelegram(depth = 0): Message {
    // In a topic, a message that answers nothing is written as a reply to the message that opened the topic.
    const topicStart = this.topicId === undefined ? undefined : this.chat.find(this.topicId);
    const replyTo = depth === 0 ? (this.replyTo ?? topicStart) : undefined;
    return {
      message_id: this.id,
      date: Math.floor(this.sentAt / 1000),
      chat: this.chat.toTelegram(),
      from: this.author.from,
      ...(this.author.senderChat && { sender_chat: this.author.senderChat }),
      ...this.content(),
      ...(this.topicId !== undefined && { message_thread_id: this.topicId, is_topic_message: true as const }),
      ...(replyTo && { reply_to_message: replyTo.toTelegram(1) }),
      ...(this.keyboard.length > 0 && { reply_markup: { inline_keyboard: this.keyboard } }),
      ...(this.edits.length > 0 && { edit_date: Math.floor(Date.now() / 1000) }),
      ...this.extra,
    } as Message;
  }
}
