import { Inject, Injectable } from '@nestjs/common';
import type { QueueName } from '@personal-assistant/contracts';
import { correlationId } from '@personal-assistant/service-kit';
import { randomUUID } from 'node:crypto';
import { Database } from '../database/database.js';
import type { Outbox, OutboxKind } from '../database/generated/client.js';
import type { Tx } from '../database/tx.js';

export type OutboxRow = Outbox;

/** How long a replica may hold a row without renewing; a killed replica's rows are free after it. */
export const LEASE_SECONDS = 20;

/** A training that is over hears of it within a second, and its process is killed. */
const ATTEMPT_ENDS_MS = 15_000;
/** Least time between two edits of one message; Telegram answers 429 to faster ones. */
export const EDIT_GAP_MS = 1500;
/** Messages of the last minute up to which a group gets passing edits: half of what Telegram allows is for all else. */
const CALM_GROUP = 10;

/** Rows that leave this service. All times come from the clock of PostgreSQL. */
@Injectable()
export class OutboxRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  async addJob(tx: Tx, queue: QueueName, targetId: string, correlation?: string): Promise<void> {
    await tx.db.$executeRaw`
      INSERT INTO "Outbox" ("kind", "queue", "targetId", "correlationId")
      VALUES ('JOB', ${queue}, ${targetId}, ${correlation ?? correlationId() ?? randomUUID()})`;
    tx.outboxTouched = true;
  }

  /** @returns the row's id */
  addLoadVersion(tx: Tx, modelId: number): Promise<bigint> {
    return this.addForVersion(tx, 'LOAD_VERSION', modelId);
  }

  async addRemoveVersion(tx: Tx, modelId: number): Promise<void> {
    await this.addForVersion(tx, 'REMOVE_VERSION', modelId);
  }

  /**
   * A training came to nothing: what its attempts left goes, checkpoints of its fine-tuning above all. Not before the attempt that may
   * still run has been told so and has ended.
   */
  async addRemoveLeftovers(tx: Tx, modelId: number): Promise<void> {
    await this.addForVersion(tx, 'REMOVE_VERSION', modelId, ATTEMPT_ENDS_MS);
  }

  private async addForVersion(tx: Tx, kind: OutboxKind, modelId: number, delayMs = 0): Promise<bigint> {
    const [row] = await tx.db.$queryRaw<{ id: bigint }[]>`
      INSERT INTO "Outbox" ("kind", "targetId", "correlationId", "dueAt")
      VALUES (${kind}::"OutboxKind", ${String(modelId)}, ${correlationId() ?? randomUUID()}, now() + make_interval(secs => ${delayMs / 1000}))
      RETURNING "id"`;
    if (!row) throw new Error('an outbox row vanished');
    tx.outboxTouched = true;
    return row.id;
  }

  async addSend(tx: Tx, chatId: string, messageId: bigint, delayMs = 0): Promise<void> {
    await this.insertDelivery(tx, chatId, messageId, 'SEND', delayMs);
    tx.outboxTouched = true;
  }

  /**
   * An edit carries the text that the message has when it is sent: while a row of the message still waits untouched,
   * no further one is needed. The lock that this takes keeps the relay from reading the old text meanwhile.
   */
  async addEdit(tx: Tx, chatId: string, messageId: bigint, delayMs = 0): Promise<void> {
    const [waiting] = await tx.db.$queryRaw<{ id: bigint }[]>`
      SELECT "id" FROM "Outbox" WHERE "messageId" = ${messageId} AND "status" = 'WAITING' AND "leaseToken" IS NULL
       ORDER BY "id" DESC LIMIT 1 FOR UPDATE`;
    if (!waiting) {
      await this.insertDelivery(tx, chatId, messageId, 'EDIT', delayMs);
    } else if (delayMs === 0) {
      // Was it delayed because it changes often, it is due now; not when Telegram asked for patience.
      await tx.db.$executeRaw`
        UPDATE "Outbox" SET "dueAt" = least("dueAt", now()) WHERE "id" = ${waiting.id} AND "attempts" = 0`;
    }
    tx.outboxTouched = true;
  }

  /**
   * An edit that tells how far something is. It is left out while the chat has anything else to be sent, has been busy, or
   * has just got the last one: the next one will carry a newer text.
   */
  async addPassingEdit(tx: Tx, chatId: string, messageId: bigint): Promise<void> {
    const added = await tx.db.$executeRaw`
      INSERT INTO "Outbox" ("kind", "orderKey", "messageId", "action", "correlationId")
      SELECT 'DELIVERY', c."id", ${messageId}, 'EDIT', ${correlationId() ?? randomUUID()} FROM "Chat" c
       WHERE c."id" = ${chatId}::uuid AND c."nextDeliveryAt" <= now()
         AND NOT EXISTS (SELECT 1 FROM "Outbox" o WHERE o."orderKey" = c."id" AND o."status" = 'WAITING')
         AND NOT EXISTS (SELECT 1 FROM "Outbox" o WHERE o."messageId" = ${messageId}
                            AND o."finishedAt" > now() - make_interval(secs => ${EDIT_GAP_MS / 1000}))
         AND (c."type" = 'private' OR (SELECT count(*) FROM "Outbox" o WHERE o."orderKey" = c."id" AND o."status" = 'SENT'
                                          AND o."finishedAt" > now() - interval '1 minute') < ${CALM_GROUP})`;
    if (added > 0) tx.outboxTouched = true;
  }

  private async insertDelivery(tx: Tx, chatId: string, messageId: bigint, action: 'SEND' | 'EDIT', delayMs: number) {
    await tx.db.$executeRaw`
      INSERT INTO "Outbox" ("kind", "orderKey", "messageId", "action", "correlationId", "dueAt")
      VALUES ('DELIVERY', ${chatId}::uuid, ${messageId}, ${action}::"DeliveryAction", ${correlationId() ?? randomUUID()},
              now() + make_interval(secs => ${delayMs / 1000}))`;
  }

  /**
   * Takes up to `limit` rows that are due. Of a chat only the oldest waiting row is taken, and only once the chat's
   * own limit allows the next message; an edit not before the message's last one has been there for a while.
   *
   * The lease of a job need not outlive PostgreSQL, so nobody waits for its disk: lost, the job is published once more. That of a
   * delivery must, because it tells that a message may have arrived.
   */
  lease(kind: OutboxKind, limit: number, token: string): Promise<OutboxRow[]> {
    return this.database.read.$queryRaw<OutboxRow[]>`
      WITH durability AS MATERIALIZED (
        SELECT set_config('synchronous_commit', ${kind === 'JOB' ? 'off' : 'on'}, true)),
      due AS (
        SELECT o."id" FROM durability CROSS JOIN "Outbox" o LEFT JOIN "Chat" c ON c."id" = o."orderKey"
         WHERE o."status" = 'WAITING' AND o."kind" = ${kind}::"OutboxKind" AND o."dueAt" <= now() AND o."leaseToken" IS NULL
           AND (o."orderKey" IS NULL OR (c."nextDeliveryAt" <= now() AND NOT EXISTS (
                SELECT 1 FROM "Outbox" e WHERE e."orderKey" = o."orderKey" AND e."status" = 'WAITING' AND e."id" < o."id")))
           AND (o."action" IS DISTINCT FROM 'EDIT' OR NOT EXISTS (
                SELECT 1 FROM "Outbox" e WHERE e."messageId" = o."messageId" AND e."action" = 'EDIT' AND e."status" = 'SENT'
                   AND e."finishedAt" > now() - make_interval(secs => ${EDIT_GAP_MS / 1000})))
         ORDER BY o."dueAt", o."id" LIMIT ${limit}
           FOR UPDATE OF o SKIP LOCKED)
      UPDATE "Outbox" o SET "leaseToken" = ${token}::uuid, "leasedUntil" = now() + make_interval(secs => ${LEASE_SECONDS}),
             "attempts" = o."attempts" + 1
        FROM due WHERE o."id" = due."id"
      RETURNING o.*`;
  }

  async renew(token: string, ids: bigint[]): Promise<void> {
    await this.database.read.$executeRaw`
      UPDATE "Outbox" SET "leasedUntil" = now() + make_interval(secs => ${LEASE_SECONDS})
       WHERE "leaseToken" = ${token}::uuid AND "status" = 'WAITING' AND "id" = ANY(${ids}::bigint[])`;
  }

  /** Ends a row that this lease still holds; `false` when it was taken away meanwhile. */
  async finish(tx: Tx, row: OutboxRow, status: 'SENT' | 'DEAD', reason?: string): Promise<boolean> {
    const changed = await tx.db.$executeRaw`
      UPDATE "Outbox" SET "status" = ${status}::"OutboxStatus", "finishedAt" = now(), "leaseToken" = NULL, "leasedUntil" = NULL,
             "lastError" = coalesce(${reason ?? null}, "lastError")
       WHERE "id" = ${row.id} AND "leaseToken" = ${row.leaseToken}::uuid`;
    return changed === 1;
  }

  /** {@link finish} of a job that is in its queue; a statement of its own that waits for no disk, as its lease. */
  async finishJob(row: OutboxRow): Promise<void> {
    await this.database.read.$executeRaw`
      WITH durability AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
      UPDATE "Outbox" o SET "status" = 'SENT', "finishedAt" = now(), "leaseToken" = NULL, "leasedUntil" = NULL
        FROM durability WHERE o."id" = ${row.id} AND o."leaseToken" = ${row.leaseToken}::uuid`;
  }

  /** Gives a row back, to be tried again after `delayMs`. */
  async retryLater(tx: Tx, row: OutboxRow, delayMs: number, reason: string, ambiguous = false): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "Outbox" SET "dueAt" = now() + make_interval(secs => ${delayMs / 1000}), "leaseToken" = NULL, "leasedUntil" = NULL,
             "lastError" = ${reason}, "ambiguous" = "ambiguous" OR ${ambiguous}
       WHERE "id" = ${row.id} AND "leaseToken" = ${row.leaseToken}::uuid`;
  }

  /** Blocks the whole chat, as Telegram's 429 asks for. */
  async pauseChat(tx: Tx, chatId: string, delayMs: number): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "Chat" SET "nextDeliveryAt" = greatest("nextDeliveryAt", now() + make_interval(secs => ${delayMs / 1000}))
       WHERE "id" = ${chatId}::uuid`;
  }

  /** After a delivery: at most one message per `gapMs`, and `perMinute` in any minute (0: no such limit). */
  async spaceChat(tx: Tx, chatId: string, gapMs: number, perMinute: number): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "Chat" SET "nextDeliveryAt" = greatest(
               now() + make_interval(secs => ${gapMs / 1000}),
               coalesce((SELECT o."finishedAt" + interval '1 minute' FROM "Outbox" o
                          WHERE o."orderKey" = ${chatId}::uuid AND o."status" = 'SENT' AND o."finishedAt" > now() - interval '1 minute'
                            AND ${perMinute}::int > 0
                          ORDER BY o."finishedAt" DESC OFFSET greatest(${perMinute}::int - 1, 0) LIMIT 1), now()))
       WHERE "id" = ${chatId}::uuid`;
  }

  /** Rows whose replica is gone wait again; a send among them may have arrived. */
  async releaseExpired(): Promise<number> {
    return this.database.read.$executeRaw`
      UPDATE "Outbox" SET "leaseToken" = NULL, "leasedUntil" = NULL,
             "ambiguous" = "ambiguous" OR coalesce("action" = 'SEND', false),
             "lastError" = 'The service stopped while this was on its way.'
       WHERE "status" = 'WAITING' AND "leasedUntil" < now()`;
  }

  async deleteOld(): Promise<void> {
    await this.database.read.$executeRaw`
      DELETE FROM "Outbox" WHERE "status" = 'SENT' AND "finishedAt" < now() - interval '3 days'`;
    await this.database.read.$executeRaw`DELETE FROM "Event" WHERE "createdAt" < now() - interval '2 days'`;
    await this.database.read.$executeRaw`DELETE FROM "Session" WHERE "expiresAt" < now()`;
  }
}
