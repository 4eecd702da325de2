import { Inject, Injectable } from '@nestjs/common';
import type { DeadLetter } from '@personal-assistant/contracts';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';

export interface DeadLetterRow extends Omit<DeadLetter, 'createdAt'> {
  createdAt: Date;
}

/** What was given up, with the reason: deliveries, commands, questions. */
@Injectable()
export class DeadLetterRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Newest first, after the cursor (time and id of the last one seen). */
  list(workspaceId: string, limit: number, after: { at: Date; id: string } | undefined): Promise<DeadLetterRow[]> {
    const at = after?.at ?? null;
    const id = after?.id ?? null;
    return this.database.read.$queryRaw<DeadLetterRow[]>`
      SELECT * FROM (
        SELECT 'outbox:' || o."id" AS "id", CASE o."kind" WHEN 'DELIVERY' THEN 'DELIVERY' ELSE 'JOB' END AS "kind",
               coalesce(o."lastError", 'unknown') AS "reason", o."attempts", o."createdAt", 'DEAD' AS "status"
          FROM "Outbox" o LEFT JOIN "Chat" c ON c."id" = o."orderKey"
          LEFT JOIN "Model" m ON o."kind" IN ('LOAD_VERSION', 'REMOVE_VERSION') AND m."id"::text = o."targetId"
         WHERE o."status" = 'DEAD' AND coalesce(c."workspaceId", m."workspaceId") = ${workspaceId}::uuid
        UNION ALL
        SELECT 'command:' || "id", 'COMMAND', coalesce("lastError", 'unknown'), "attempts", "createdAt", 'FAILED'
          FROM "Command" WHERE "status" = 'FAILED' AND "workspaceId" = ${workspaceId}::uuid
        UNION ALL
        SELECT 'question:' || "id", 'QUESTION', coalesce("error", 'unknown'), "attempts", "createdAt", 'FAILED'
          FROM "Question" WHERE "status" = 'FAILED' AND "workspaceId" = ${workspaceId}::uuid) dead
       WHERE ${at}::timestamptz IS NULL OR ("createdAt", "id") < (${at}::timestamptz, ${id}::text)
       ORDER BY "createdAt" DESC, "id" DESC LIMIT ${limit}`;
  }

  async retryOutbox(tx: Tx, workspaceId: string, id: bigint): Promise<boolean> {
    const changed = await tx.db.$executeRaw`
      UPDATE "Outbox" o SET "status" = 'WAITING', "dueAt" = now(), "attempts" = 0, "finishedAt" = NULL
       WHERE o."id" = ${id} AND o."status" = 'DEAD'
         AND (EXISTS (SELECT 1 FROM "Chat" c WHERE c."id" = o."orderKey" AND c."workspaceId" = ${workspaceId}::uuid)
           OR EXISTS (SELECT 1 FROM "Model" m WHERE o."kind" IN ('LOAD_VERSION', 'REMOVE_VERSION') AND m."id"::text = o."targetId" AND m."workspaceId" = ${workspaceId}::uuid))`;
    tx.outboxTouched = true;
    return changed === 1;
  }

  async retryCommand(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
    const changed = await tx.db.$executeRaw`
      UPDATE "Command" SET "status" = 'RECEIVED', "attempts" = 0, "finishedAt" = NULL, "publishedAt" = now(), "publishCount" = 1
       WHERE "id" = ${id}::uuid AND "status" = 'FAILED' AND "workspaceId" = ${workspaceId}::uuid`;
    return changed === 1;
  }
}
