import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../database/database.js';
import { Prisma } from '../../database/generated/client.js';
import type { Channel, Forgetting } from '../../database/generated/client.js';
import type { Tx } from '../../database/tx.js';
import { FORGOTTEN_NAME, type Left } from './texts.js';

const personSchema = z.object({
  externalId: z.string(),
  username: z.string().nullable(),
  displayName: z.string(),
  /** Named by the configuration: the name is no person's and stays. */
  fixed: z.boolean(),
});
/** Who it was: by this the rest of what they left is found. */
export type ForgottenPerson = z.infer<typeof personSchema>;

export interface ForgettingRecord extends Omit<Forgetting, 'person'> {
  person: ForgottenPerson;
  channel: Channel;
}

/** People who are being forgotten, and how far that is. */
@Injectable()
export class ForgettingRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Keeps a person from being forgotten twice at once, until the end of the transaction. */
  async lockPerson(tx: Tx, userId: string): Promise<void> {
    await tx.db.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${userId}::uuid FOR UPDATE`;
  }

  async isOpen(tx: Tx, userId: string): Promise<boolean> {
    return (await tx.db.forgetting.count({ where: { userId, finishedAt: null } })) > 0;
  }

  async left(tx: Tx, userId: string): Promise<Left> {
    const [texts, questions] = await Promise.all([
      tx.db.trainData.count({ where: { taughtById: userId } }),
      tx.db.question.count({ where: { askedById: userId } }),
    ]);
    return { texts, questions };
  }

  /** Workspaces in which the person left anything. */
  async workspacesOf(tx: Tx, userId: string): Promise<string[]> {
    const rows = await tx.db.$queryRaw<{ workspaceId: string }[]>`
      SELECT "workspaceId" FROM "TrainData" WHERE "taughtById" = ${userId}::uuid
      UNION SELECT "workspaceId" FROM "Question" WHERE "askedById" = ${userId}::uuid
      UNION SELECT "workspaceId" FROM "Membership" WHERE "userId" = ${userId}::uuid
      UNION SELECT "workspaceId" FROM "AuditLog" WHERE "actorId" = ${userId}::uuid
      UNION SELECT q."workspaceId" FROM "Feedback" f JOIN "Question" q ON q."id" = f."questionId" WHERE f."userId" = ${userId}::uuid
      UNION SELECT c."workspaceId" FROM "ChatMessage" m JOIN "Chat" c ON c."id" = m."chatId" WHERE m."authorId" = ${userId}::uuid`;
    return rows.map(({ workspaceId }) => workspaceId);
  }

  async open(
    tx: Tx,
    forgetting: {
      workspaceId: string;
      userId: string;
      chatId: string | null;
      topicId: number | null;
      person: ForgottenPerson;
    },
  ): Promise<number> {
    const { id } = await tx.db.forgetting.create({ data: forgetting, select: { id: true } });
    return id;
  }

  /** Their row stays for what refers to it, as nobody's: whoever they are to their channel is a new person from here on. */
  async detach(tx: Tx, userId: string): Promise<void> {
    await tx.db.user.update({
      where: { id: userId },
      data: { externalId: `forgotten:${userId}`, username: null, displayName: FORGOTTEN_NAME },
    });
  }

  /** Signs the person out everywhere, and ends the invitations that they had and that nobody took from them. */
  async endAccess(tx: Tx, userId: string, keepMemberships: boolean): Promise<void> {
    await tx.db.session.deleteMany({ where: { userId } });
    tx.sessionsEnded = true;
    await tx.db.invitation.deleteMany({ where: { OR: [{ userId }, { createdById: userId, userId: null }] } });
    if (!keepMemberships) await tx.db.membership.deleteMany({ where: { userId } });
  }

  async findOpen(): Promise<number[]> {
    const rows = await this.database.read.forgetting.findMany({
      where: { finishedAt: null },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    return rows.map(({ id }) => id);
  }

  /** `undefined` when it is done, or another replica is at it. */
  async lock(tx: Tx, id: number): Promise<ForgettingRecord | undefined> {
    const rows = await tx.db.$queryRaw<unknown[]>`
      SELECT 1 FROM "Forgetting" WHERE "id" = ${id} AND "finishedAt" IS NULL FOR UPDATE SKIP LOCKED`;
    if (rows.length === 0) return undefined;
    const { user, person, ...row } = await tx.db.forgetting.findUniqueOrThrow({
      where: { id },
      include: { user: true },
    });
    return { ...row, person: personSchema.parse(person), channel: user.channel };
  }

  async find(tx: Tx, workspaceId: string, id: number): Promise<{ userId: string } | null> {
    return tx.db.forgetting.findFirst({ where: { id, workspaceId }, select: { userId: true } });
  }

  async countTexts(tx: Tx, id: number, texts: number): Promise<void> {
    await tx.db.forgetting.update({ where: { id }, data: { texts: { increment: texts } } });
  }

  async setCursor(tx: Tx, id: number, cursor: bigint): Promise<void> {
    await tx.db.forgetting.update({ where: { id }, data: { cursor } });
  }

  async markTold(tx: Tx, id: number): Promise<void> {
    await tx.db.$executeRaw`UPDATE "Forgetting" SET "toldAt" = now() WHERE "id" = ${id}`;
  }

  async finish(tx: Tx, id: number): Promise<void> {
    await tx.db.$executeRaw`UPDATE "Forgetting" SET "finishedAt" = now(), "person" = NULL WHERE "id" = ${id}`;
  }

  /** Their withdrawn texts: what versions may hold of them. */
  async textsOf(tx: Tx, workspaceId: string, userId: string): Promise<number[]> {
    const rows = await tx.db.trainData.findMany({
      where: { workspaceId, taughtById: userId, status: 'WITHDRAWN', modelId: { not: null } },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }

  /**
   * The private chat with them, whose id in Telegram is theirs: it is nobody's once all that waits for it was sent. What cannot
   * be sent is waited for a day.
   *
   * @returns whether that is done
   */
  async leavePrivateChat(tx: Tx, { workspaceId, person, channel, createdAt }: ForgettingRecord): Promise<boolean> {
    if (channel !== 'TELEGRAM') return true;
    const [chat] = await tx.db.$queryRaw<{ id: string; waits: boolean }[]>`
      SELECT c."id", (EXISTS (SELECT 1 FROM "Outbox" o WHERE o."orderKey" = c."id" AND o."status" = 'WAITING')
                      OR EXISTS (SELECT 1 FROM "ChatMessage" m WHERE m."chatId" = c."id" AND m."outdatedAt" IS NOT NULL))
                     AND ${createdAt}::timestamptz > now() - interval '1 day' AS "waits"
        FROM "Chat" c WHERE ${privateChat(workspaceId, person)}`;
    if (!chat) return true;
    if (chat.waits) return false;
    await tx.db.chat.update({ where: { id: chat.id }, data: { externalId: `forgotten:${chat.id}`, title: null } });
    return true;
  }
}

/** Of "Chat" c. */
export function privateChat(workspaceId: string, { externalId }: ForgottenPerson): Prisma.Sql {
  return Prisma.sql`c."workspaceId" = ${workspaceId}::uuid AND c."channel" = 'TELEGRAM' AND c."type" = 'private' AND c."externalId" = ${externalId}`;
}
