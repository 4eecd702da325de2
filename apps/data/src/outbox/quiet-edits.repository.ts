import { Injectable, Inject } from '@nestjs/common';
import { Database } from '../database/database.js';

/** A group in which nothing was sent for so long has room: with these at most 15 of the 20 messages a minute are used. */
const QUIET_GAP_MS = 4000;
/** What is outdated for so long waits for no quiet moment any more, only for its turn. */
const PATIENCE_HOURS = 24;

/** Messages whose chat shows an older text. */
@Injectable()
export class QuietEditsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Hands the outbox one edit for each chat that is quiet and has nothing waiting, of the newest such message. As it goes through the
   * outbox behind everything that was to be sent, the order of a chat holds, and what comes meanwhile waits for one edit at most.
   *
   * @returns how many
   */
  hand(): Promise<number> {
    return this.database.read.$executeRaw`
      WITH quiet AS MATERIALIZED (
        SELECT c."id", (SELECT m."id" FROM "ChatMessage" m WHERE m."chatId" = c."id" AND m."outdatedAt" IS NOT NULL
                         ORDER BY m."id" DESC LIMIT 1) AS "messageId"
          FROM "Chat" c
         WHERE c."id" IN (SELECT "chatId" FROM "ChatMessage" WHERE "outdatedAt" IS NOT NULL) AND c."nextDeliveryAt" <= now()
           AND NOT EXISTS (SELECT 1 FROM "Outbox" o WHERE o."orderKey" = c."id" AND o."status" = 'WAITING')
           AND (c."type" = 'private'
             OR NOT EXISTS (SELECT 1 FROM "Outbox" o WHERE o."orderKey" = c."id" AND o."status" = 'SENT'
                               AND o."finishedAt" > now() - make_interval(secs => ${QUIET_GAP_MS / 1000}))
             OR EXISTS (SELECT 1 FROM "ChatMessage" m WHERE m."chatId" = c."id"
                           AND m."outdatedAt" < now() - make_interval(hours => ${PATIENCE_HOURS}::int)))
           FOR NO KEY UPDATE OF c SKIP LOCKED),
      taken AS (
        UPDATE "ChatMessage" m SET "outdatedAt" = NULL FROM quiet WHERE m."id" = quiet."messageId" AND m."outdatedAt" IS NOT NULL
        RETURNING m."id", m."chatId", m."externalId")
      INSERT INTO "Outbox" ("kind", "orderKey", "messageId", "action", "correlationId")
      SELECT 'DELIVERY', "chatId", "id", 'EDIT', gen_random_uuid()::text FROM taken WHERE "externalId" IS NOT NULL`;
  }
}
