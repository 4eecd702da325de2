import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { IncomingCommand } from '@personal-assistant/contracts';
import { CONFIG, type Config } from '@personal-assistant/service-kit';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { AuthorityService } from './authority.service.js';
import { type Chat, ChatRepository, type User, type Workspace } from './chat.repository.js';
import { MessageRepository } from './message.repository.js';
import { MessageService } from './message.service.js';
import { newChatText } from './texts.js';

/** Where and by whom something was said, in our own rows. */
export interface Origin {
  chat: Chat;
  user: User;
  /** Our row of the person's message; `null` for an update that is none, such as a reaction to somebody's message. */
  messageId: bigint | null;
  topicId: number | null;
}

/** Knows the workspace, its chats and people, and makes what is new. */
@Injectable()
export class DirectoryService implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(ChatRepository) private readonly chats: ChatRepository,
    @Inject(MessageRepository) private readonly transcript: MessageRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(AuthorityService) private readonly authority: AuthorityService,
  ) {}

  /** The default workspace with its rooms on the page, and the approvers' chat that the configuration names. */
  async onApplicationBootstrap(): Promise<void> {
    await this.database.transaction(async (tx) => {
      const workspace = await this.chats.defaultWorkspace(tx);
      const rooms = [
        { room: 'MEMBERS', title: 'Members' },
        { room: 'APPROVERS', title: 'Approvers' },
      ] as const;
      for (const { room, title } of rooms) {
        const externalId = webRoomId(workspace.id, room);
        await this.chats.ensureChat(tx, {
          workspaceId: workspace.id,
          channel: 'WEB',
          externalId,
          room,
          type: 'web',
          title,
        });
      }
      const { APPROVE_CHAT_ID } = this.config;
      const approvers = APPROVE_CHAT_ID
        ? await this.chats.ensureChat(tx, {
            workspaceId: workspace.id,
            channel: 'TELEGRAM',
            externalId: APPROVE_CHAT_ID,
            room: 'APPROVERS',
            type: 'group',
          })
        : undefined;
      await this.chats.setTelegramApprovers(tx, workspace.id, approvers?.chat.id);
    });
  }

  defaultWorkspace(): Promise<Workspace> {
    return this.database.transaction((tx) => this.chats.defaultWorkspace(tx));
  }

  /** Rows for chat, person and message of an update; a chat that is new is told to the approvers once. */
  async locate(tx: Tx, incoming: IncomingCommand): Promise<Origin> {
    const { channel, sender, message } = incoming;
    const chat = await this.chatOf(tx, incoming);
    const user = await this.chats.ensureUser(tx, channel, sender);
    await this.authority.noteSender(tx, chat, sender);
    const topicId = incoming.chat.topicId ?? null;
    const known = await this.transcript.findInChat(tx, chat.id, channel, message.id);
    // A pressed button names our own message, and what the page typed has its row already.
    if (known) return { chat, user, messageId: known.id, topicId };
    if (incoming.command.kind === 'FEEDBACK') return { chat, user, messageId: null, topicId };
    const key = `in:${incoming.id}`;
    const written = message.text?.trim() ?? '';
    const inserted = await this.transcript.insert(tx, {
      chatId: chat.id,
      key,
      authorId: user.id,
      text: [{ text: written === '' ? `/${incoming.command.kind.toLowerCase()}` : written }],
      topicId,
      externalId: message.id,
    });
    const messageId = inserted ?? (await this.transcript.findByKey(tx, chat.id, key))?.id;
    if (messageId === undefined) throw new Error(`message ${key} is neither new nor known`);
    return { chat, user, messageId, topicId };
  }

  private async chatOf(tx: Tx, incoming: IncomingCommand): Promise<Chat> {
    const { channel, chat: ref, sender } = incoming;
    const known = await this.chats.findChat(tx, channel, ref.id);
    if (known) {
      await this.chats.updateTitle(tx, known, ref);
      return known;
    }
    const workspace = await this.chats.defaultWorkspace(tx);
    const { chat, created } = await this.chats.ensureChat(tx, {
      workspaceId: workspace.id,
      channel,
      externalId: ref.id,
      room: 'MEMBERS',
      type: ref.type,
      title: ref.title,
    });
    if (created && this.authority.isOpen(chat)) {
      await this.messages.postToApprovers(tx, workspace.id, {
        key: `new-chat:${chat.id}`,
        text: newChatText(chat, sender),
      });
    }
    return chat;
  }
}

/** External id of a room on the page. */
export function webRoomId(workspaceId: string, room: 'MEMBERS' | 'APPROVERS'): string {
  return `${workspaceId}:${room.toLowerCase()}`;
}
