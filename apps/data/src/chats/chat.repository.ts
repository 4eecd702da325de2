import { Inject, Injectable } from '@nestjs/common';
import type { Channel, ChatRef, Sender } from '@personal-assistant/contracts';
import { Database } from '../database/database.js';
import type { Chat, Role, Room, User, Workspace } from '../database/generated/client.js';
import type { Tx } from '../database/tx.js';

export type { Chat, User, Workspace };
export const DEFAULT_WORKSPACE = 'default';

/** Workspaces, chats with their former ids, people and pinned approvers. */
@Injectable()
export class ChatRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The one workspace of an installation, made when it is missing. */
  async defaultWorkspace(tx: Tx): Promise<Workspace> {
    await tx.db.$executeRaw`
      INSERT INTO "Workspace" ("id", "name") VALUES (gen_random_uuid(), ${DEFAULT_WORKSPACE}) ON CONFLICT ("name") DO NOTHING`;
    return tx.db.workspace.findUniqueOrThrow({ where: { name: DEFAULT_WORKSPACE } });
  }

  workspace(id: string): Promise<Workspace | null> {
    return this.database.read.workspace.findUnique({ where: { id } });
  }

  async findChat(tx: Tx, channel: Channel, externalId: string): Promise<Chat | null> {
    const chat = await tx.db.chat.findUnique({ where: { channel_externalId: { channel, externalId } } });
    if (chat) return chat;
    const alias = await tx.db.chatAlias.findUnique({
      where: { channel_externalId: { channel, externalId } },
      include: { chat: true },
    });
    return alias?.chat ?? null;
  }

  /** @returns the chat, and whether this call made it. */
  async ensureChat(
    tx: Tx,
    chat: { workspaceId: string; channel: Channel; externalId: string; room: Room; type: string; title?: string },
  ): Promise<{ chat: Chat; created: boolean }> {
    const known = await this.findChat(tx, chat.channel, chat.externalId);
    if (known) return { chat: known, created: false };
    const { count } = await tx.db.chat.createMany({ data: [chat], skipDuplicates: true });
    const { channel, externalId } = chat;
    const row = await tx.db.chat.findUniqueOrThrow({ where: { channel_externalId: { channel, externalId } } });
    return { chat: row, created: count === 1 };
  }

  async updateTitle(tx: Tx, chat: Chat, ref: ChatRef): Promise<void> {
    if (chat.channel !== 'TELEGRAM' || (chat.title === (ref.title ?? null) && chat.type === ref.type)) return;
    await tx.db.chat.update({ where: { id: chat.id }, data: { title: ref.title ?? null, type: ref.type } });
  }

  /** Makes exactly `approversChatId` the Telegram chat of the approvers. */
  async setTelegramApprovers(tx: Tx, workspaceId: string, approversChatId: string | undefined): Promise<void> {
    await tx.db.chat.updateMany({
      where: { workspaceId, channel: 'TELEGRAM', room: 'APPROVERS', NOT: { id: approversChatId } },
      data: { room: 'MEMBERS' },
    });
    if (approversChatId) await tx.db.chat.update({ where: { id: approversChatId }, data: { room: 'APPROVERS' } });
  }

  chatsOfRoom(tx: Tx, workspaceId: string, room: Room): Promise<Chat[]> {
    return tx.db.chat.findMany({ where: { workspaceId, room }, orderBy: { createdAt: 'asc' } });
  }

  webRoom(workspaceId: string, room: Room): Promise<Chat> {
    return this.database.read.chat.findFirstOrThrow({ where: { workspaceId, room, channel: 'WEB' } });
  }

  getChat(tx: Tx, id: string): Promise<Chat> {
    return tx.db.chat.findUniqueOrThrow({ where: { id } });
  }

  /**
   * The same chat under a new id; the old one still leads to it. What a chat row of the new id has gathered meanwhile
   * moves over.
   */
  async migrate(tx: Tx, chat: Chat, toExternalId: string): Promise<void> {
    if (chat.externalId === toExternalId) return;
    const { channel } = chat;
    const other = await tx.db.chat.findUnique({ where: { channel_externalId: { channel, externalId: toExternalId } } });
    if (other) {
      const moved = { where: { chatId: other.id }, data: { chatId: chat.id } };
      await tx.db.trainData.updateMany(moved);
      await tx.db.question.updateMany(moved);
      await tx.db.chatAlias.updateMany(moved);
      await tx.db.$executeRaw`
        DELETE FROM "ChatMessage" m USING "ChatMessage" k
         WHERE m."chatId" = ${other.id}::uuid AND k."chatId" = ${chat.id}::uuid AND k."key" = m."key"
           AND NOT EXISTS (SELECT 1 FROM "ChatMessage" r WHERE r."replyToId" = m."id")
           AND NOT EXISTS (SELECT 1 FROM "TrainData" t WHERE t."messageId" = m."id")
           AND NOT EXISTS (SELECT 1 FROM "Question" q WHERE q."messageId" = m."id")`;
      await tx.db.$executeRaw`
        UPDATE "ChatMessage" m SET "chatId" = ${chat.id}::uuid,
               "key" = CASE WHEN EXISTS (SELECT 1 FROM "ChatMessage" k WHERE k."chatId" = ${chat.id}::uuid AND k."key" = m."key")
                            THEN m."key" || ':moved' ELSE m."key" END
         WHERE m."chatId" = ${other.id}::uuid`;
      await tx.db.$executeRaw`UPDATE "Outbox" SET "orderKey" = ${chat.id}::uuid WHERE "orderKey" = ${other.id}::uuid`;
      await tx.db.chat.delete({ where: { id: other.id } });
    }
    await tx.db.chatAlias.upsert({
      where: { channel_externalId: { channel, externalId: chat.externalId } },
      create: { channel, externalId: chat.externalId, chatId: chat.id },
      update: { chatId: chat.id },
    });
    await tx.db.chat.update({ where: { id: chat.id }, data: { externalId: toExternalId, type: 'supergroup' } });
  }

  /** The person behind a message, with the names they have now. */
  async ensureUser(tx: Tx, channel: Channel, sender: Sender): Promise<User> {
    const { id: externalId, displayName } = sender;
    const username = sender.username ?? null;
    const known = await tx.db.user.findUnique({ where: { channel_externalId: { channel, externalId } } });
    if (known?.username === username && known.displayName === displayName) return known;
    return tx.db.user.upsert({
      where: { channel_externalId: { channel, externalId } },
      create: { channel, externalId, username, displayName },
      update: { username, displayName },
    });
  }

  async roleOf(tx: Tx, workspaceId: string, userId: string): Promise<Role | null> {
    const membership = await tx.db.membership.findUnique({ where: { workspaceId_userId: { workspaceId, userId } } });
    return membership?.role ?? null;
  }

  async setRole(tx: Tx, workspaceId: string, userId: string, role: Role): Promise<void> {
    await tx.db.membership.upsert({
      where: { workspaceId_userId: { workspaceId, userId } },
      create: { workspaceId, userId, role },
      update: { role },
    });
  }

  /** Fixes the first numeric id that shows up under `username`, and returns the id that is fixed. */
  async pinAdmin(tx: Tx, workspaceId: string, username: string, externalId: string): Promise<string> {
    await tx.db.adminPin.createMany({ data: [{ workspaceId, username, externalId }], skipDuplicates: true });
    const pin = await tx.db.adminPin.findUniqueOrThrow({ where: { workspaceId_username: { workspaceId, username } } });
    return pin.externalId;
  }
}
