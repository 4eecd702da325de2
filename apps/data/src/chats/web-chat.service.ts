import { Inject, Injectable } from '@nestjs/common';
import {
  type ButtonAction,
  type Command,
  type CommandAccepted,
  type IncomingCommand,
  MAX_INCOMING_TEXT,
  parseCommandText,
  plainText,
  richTextSchema,
  type Room,
} from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { InboxService } from '../commands/inbox.service.js';
import { readableJson } from '../commands/readable-json.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import type { Caller } from '../web/session.service.js';
import { type Chat, ChatRepository } from './chat.repository.js';
import { MessageRepository } from './message.repository.js';

/** What people write and press on the page, handled like a message in a group. */
@Injectable()
export class WebChatService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChatRepository) private readonly chats: ChatRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(InboxService) private readonly inbox: InboxService,
  ) {}

  /** @throws AppError `FORBIDDEN` for a member who asks for the approvers' room */
  async room(caller: Caller, room: Room): Promise<Chat> {
    if (room === 'approvers' && caller.role !== 'APPROVER') {
      throw new AppError('FORBIDDEN', "This room is the approvers'; ask an approver to invite you as one.");
    }
    return this.chats.webRoom(caller.workspaceId, room === 'approvers' ? 'APPROVERS' : 'MEMBERS');
  }

  /** A typed message: a command, or else a question. The same `id` is taken once. */
  async write(
    caller: Caller,
    room: Room,
    message: { id: string; text: string; replyToMessageId?: string },
  ): Promise<CommandAccepted> {
    if (message.text.length > MAX_INCOMING_TEXT) {
      throw new AppError('TEXT_TOO_LARGE', 'That message is too long; please send it in smaller pieces.');
    }
    const text = readableJson(message.text).trim();
    if (text === '') throw new AppError('BAD_REQUEST', 'The message is empty; please write something.');
    const chat = await this.room(caller, room);
    return this.database.transaction(async (tx) => {
      const replyTo = message.replyToMessageId ? await this.replied(tx, chat, message.replyToMessageId) : undefined;
      const key = `in:web:${message.id}`;
      const inserted = await this.messages.insert(tx, {
        chatId: chat.id,
        key,
        authorId: caller.user.id,
        text: [{ text }],
        replyToId: replyTo && BigInt(replyTo.messageId),
      });
      const id = inserted ?? (await this.messages.findByKey(tx, chat.id, key))?.id;
      if (id === undefined) throw new Error(`message ${key} is neither new nor known`);
      if (inserted !== undefined) this.announce(tx, chat, id);
      const command: Command = parseCommandText(text) ?? { kind: 'ASK', text };
      return this.inbox.acceptIn(tx, { ...incoming(caller, chat, message.id, id.toString(), command), replyTo });
    });
  }

  /** A pressed button runs its command. @throws AppError `NOT_FOUND` */
  async press(
    caller: Caller,
    room: Room,
    press: { id: string; messageId: string; action: ButtonAction },
  ): Promise<CommandAccepted> {
    const chat = await this.room(caller, room);
    return this.database.transaction(async (tx) => {
      const message = await this.messages.findInChat(tx, chat.id, 'WEB', press.messageId);
      if (!message) throw new AppError('NOT_FOUND', 'This message is not in the room; please reload the page.');
      return this.inbox.acceptIn(tx, incoming(caller, chat, press.id, press.messageId, press.action));
    });
  }

  private async replied(tx: Tx, chat: Chat, messageId: string): Promise<IncomingCommand['replyTo']> {
    const message = await this.messages.findInChat(tx, chat.id, 'WEB', messageId);
    if (!message) throw new AppError('NOT_FOUND', 'The message that you reply to is gone; please reload the page.');
    return { messageId, text: plainText(richTextSchema.parse(message.text)), fromAssistant: message.authorId === null };
  }

  private announce(tx: Tx, chat: Chat, messageId: bigint): void {
    const audience = chat.room === 'APPROVERS' ? 'APPROVER' : 'MEMBER';
    tx.announce({ workspaceId: chat.workspaceId, type: 'MESSAGE', targetId: messageId.toString(), audience });
  }
}

function incoming({ user }: Caller, chat: Chat, id: string, messageId: string, command: Command): IncomingCommand {
  return {
    id: `web:${id}`,
    channel: 'WEB',
    chat: { id: chat.externalId, type: 'web', title: chat.title ?? undefined },
    sender: {
      id: user.externalId,
      username: user.username ?? undefined,
      displayName: user.displayName,
      anonymous: false,
    },
    message: { id: messageId },
    command,
  };
}
