import { Inject, Injectable } from '@nestjs/common';
import type { Role } from '@personal-assistant/contracts';
import { Database } from '../database/database.js';
import type { Prisma } from '../database/generated/client.js';
import type { Tx } from '../database/tx.js';

const VIEW = { user: true } as const;
export type SessionRecord = Prisma.SessionGetPayload<{ include: typeof VIEW }>;
export type InvitationRecord = Prisma.InvitationGetPayload<{ include: typeof VIEW }>;

/** Sessions and invitations; only hashes of their tokens are stored. */
@Injectable()
export class SessionRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  async insert(
    tx: Tx,
    session: { tokenHash: string; workspaceId: string; userId: string; role: Role },
    days: number,
  ): Promise<void> {
    await tx.db.$executeRaw`
      INSERT INTO "Session" ("tokenHash", "workspaceId", "userId", "role", "expiresAt")
      VALUES (${session.tokenHash}, ${session.workspaceId}::uuid, ${session.userId}::uuid, ${session.role}::"Role", now() + make_interval(days => ${days}::int))`;
  }

  find(tokenHash: string): Promise<SessionRecord | null> {
    return this.database.read.session.findFirst({ where: { tokenHash, expiresAt: { gt: new Date() } }, include: VIEW });
  }

  async delete(tx: Tx, tokenHash: string): Promise<void> {
    const { count } = await tx.db.session.deleteMany({ where: { tokenHash } });
    if (count > 0) tx.sessionsEnded = true;
  }

  async insertInvitation(
    tx: Tx,
    invitation: { tokenHash: string; workspaceId: string; displayName: string; role: Role; createdById: string },
    days: number,
  ): Promise<void> {
    const { tokenHash, workspaceId, displayName, role, createdById } = invitation;
    await tx.db.$executeRaw`
      INSERT INTO "Invitation" ("tokenHash", "workspaceId", "displayName", "role", "createdById", "expiresAt")
      VALUES (${tokenHash}, ${workspaceId}::uuid, ${displayName}, ${role}::"Role", ${createdById}::uuid, now() + make_interval(days => ${days}::int))`;
  }

  async lockInvitation(tx: Tx, tokenHash: string): Promise<InvitationRecord | null> {
    await tx.db.$queryRaw`SELECT 1 FROM "Invitation" WHERE "tokenHash" = ${tokenHash} FOR UPDATE`;
    return tx.db.invitation.findFirst({ where: { tokenHash, expiresAt: { gt: new Date() } }, include: VIEW });
  }

  async acceptInvitation(tx: Tx, tokenHash: string, userId: string): Promise<void> {
    await tx.db.invitation.update({ where: { tokenHash }, data: { userId } });
  }
}
