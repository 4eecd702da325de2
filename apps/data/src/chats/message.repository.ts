import { Inject, Injectable } from '@nestjs/common';
import type { Button, RichText } from '@personal-assistant/contracts';
import { Database } from '../database/database.js';
import { Prisma } from '../database/generated/client.js';
import type { Tx } from '../database/tx.js';

const VIEW = { author: true, chat: { select: { room: true, channel: true, workspaceId: true } } } as const;
export type MessageRecord = Prisma.ChatMessageGetPayload<{ include: typeof VIEW }>;

export interface NewMessage {
  chatId: string;
  key: string;
  text: RichText;
  buttons?: Button[][];
  authorId?: string;
  replyToId?: bigint | null;
  topicId?: number | null;
  externalId?: string;
  trainDataId?: number;
  quotes?: number[];
  /** The version whose loss curve is shown with it. */
  pictureOfId?: number;
  silent?: boolean;
}

/** The transcript of the chats. */
@Injectable()
export class MessageRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @returns the new message's id, or `undefined` when the chat has a message of this key already. */
  async insert(tx: Tx, message: NewMessage): Promise<bigint | undefined> {
    const rows = await tx.db.$queryRaw<{ id: bigint }[]>`
      INSERT INTO "ChatMessage" ("chatId", "key", "authorId", "text", "buttons", "replyToId", "topicId", "externalId", "trainDataId",
                                 "pictureOfId", "silent", "quotes")
      VALUES (${message.chatId}::uuid, ${message.key}, ${message.authorId ?? null}::uuid, ${JSON.stringify(message.text)}::jsonb,
              ${JSON.stringify(message.buttons ?? [])}::jsonb, ${message.replyToId ?? null}::bigint,
              ${message.topicId ?? null}::int, ${message.externalId ?? null}, ${message.trainDataId ?? null}::int,
              ${message.pictureOfId ?? null}::int, ${message.silent ?? false}, ${message.quotes ?? []}::int[])
      ON CONFLICT ("chatId", "key") DO NOTHING
      RETURNING "id"`;
    return rows[0]?.id;
  }

  async findByKey(tx: Tx, chatId: string, key: string): Promise<{ id: bigint; topicId: number | null } | null> {
    return tx.db.chatMessage.findUnique({
      where: { chatId_key: { chatId, key } },
      select: { id: true, topicId: true },
    });
  }

  /** Every chat's copy of a message: the card of a text is in each approvers' chat under the same key. */
  findAllByKey(tx: Tx, workspaceId: string, key: string) {
    return tx.db.chatMessage.findMany({
      where: { key, chat: { workspaceId } },
      select: { id: true, chatId: true, chat: { select: { channel: true, room: true, workspaceId: true } } },
    });
  }

  /** What a message of a chat is, by the channel's ids. */
  async findKey(
    channel: 'TELEGRAM' | 'WEB',
    chatExternalId: string,
    messageId: string,
  ): Promise<{ key: string; workspaceId: string } | undefined> {
    const chat = {
      channel,
      OR: [{ externalId: chatExternalId }, { aliases: { some: { externalId: chatExternalId } } }],
    };
    const named =
      channel === 'WEB' ? { id: /^\d{1,18}$/u.test(messageId) ? BigInt(messageId) : -1n } : { externalId: messageId };
    const row = await this.database.read.chatMessage.findFirst({
      where: { ...named, chat, authorId: null },
      select: { key: true, chat: { select: { workspaceId: true } } },
      orderBy: { id: 'desc' },
    });
    return row ? { key: row.key, workspaceId: row.chat.workspaceId } : undefined;
  }

  /** Keys of our messages about a text that begin so. */
  async findKeysOf(tx: Tx, trainDataId: number, prefix: string): Promise<string[]> {
    const rows = await tx.db.chatMessage.findMany({
      where: { trainDataId, authorId: null, key: { startsWith: prefix } },
      distinct: ['key'],
      select: { key: true },
    });
    return rows.map(({ key }) => key);
  }

  /** Keys of our messages that quote one of the texts. */
  async findQuoting(tx: Tx, workspaceId: string, trainDataIds: number[]): Promise<string[]> {
    const rows = await tx.db.$queryRaw<{ key: string }[]>`
      SELECT DISTINCT m."key" FROM "ChatMessage" m JOIN "Chat" c ON c."id" = m."chatId"
       WHERE m."quotes" <> '{}' AND m."quotes" && ${trainDataIds}::int[] AND c."workspaceId" = ${workspaceId}::uuid`;
    return rows.map(({ key }) => key);
  }

  /** @param outdated whether its chat shows an older text, for as long as nothing else is to be sent there; absent: as before */
  async update(tx: Tx, id: bigint, text: RichText, buttons: Button[][], outdated?: boolean): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "ChatMessage" SET "text" = ${JSON.stringify(text)}::jsonb, "buttons" = ${JSON.stringify(buttons)}::jsonb, "editedAt" = now(),
             "outdatedAt" = CASE ${outdated ?? null}::boolean WHEN true THEN coalesce("outdatedAt", now()) WHEN false THEN NULL ELSE "outdatedAt" END
       WHERE "id" = ${id}`;
  }

  /** By the channel's id; on the page, and for messages that are not delivered yet, by our own. */
  async findInChat(tx: Tx, chatId: string, channel: string, messageId: string) {
    if (channel === 'WEB') {
      if (!/^\d{1,18}$/u.test(messageId)) return null;
      return tx.db.chatMessage.findFirst({ where: { chatId, id: BigInt(messageId) } });
    }
    return tx.db.chatMessage.findFirst({ where: { chatId, externalId: messageId }, orderBy: { id: 'desc' } });
  }

  get(id: bigint): Promise<MessageRecord | null> {
    return this.database.read.chatMessage.findUnique({ where: { id }, include: VIEW });
  }

  /** Newest first, older than `after`. */
  page(chatId: string, limit: number, after?: bigint): Promise<MessageRecord[]> {
    return this.database.read.chatMessage.findMany({
      where: { chatId, ...(after === undefined ? {} : { id: { lt: after } }) },
      include: VIEW,
      orderBy: { id: 'desc' },
      take: limit,
    });
  }
}
