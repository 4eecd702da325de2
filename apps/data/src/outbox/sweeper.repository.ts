import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Prisma } from '../database/generated/client.js';

/** Longest wait between two publications of the same job. */
const LONGEST_WAIT_S = 60;
const BATCH = 500;

const KINDS = {
  command: {
    table: Prisma.raw('"Command"'),
    queue: 'telegram-message-queue',
    open: Prisma.raw(`t."status" = 'RECEIVED'`),
  },
  question: {
    table: Prisma.raw('"Question"'),
    queue: 'predict-message-queue',
    open: Prisma.raw(`t."status" = 'PENDING'`),
  },
  model: {
    table: Prisma.raw('"Model"'),
    queue: 'build-model-queue',
    open: Prisma.raw(`t."status" = 'PROCESSING' AND t."attemptToken" IS NULL`),
  },
} as const;
export type Republishable = keyof typeof KINDS;

@Injectable()
export class SweeperRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Writes a further job for what is still open `afterMs` after it was published, twice as long after each further time.
   * What somebody works on in this moment is locked and skipped.
   */
  async republish(kind: Republishable, afterMs: number): Promise<number> {
    const { table, queue, open } = KINDS[kind];
    return this.database.transaction(async (tx) => {
      const count = await tx.db.$executeRaw`
        WITH stuck AS (
          SELECT t."id" FROM ${table} t
           WHERE ${open}
             AND t."publishedAt" < now() - make_interval(secs => least(${afterMs / 1000} * power(2, t."publishCount" - 1), ${LONGEST_WAIT_S}))
             AND NOT EXISTS (SELECT 1 FROM "Outbox" o WHERE o."status" = 'WAITING' AND o."queue" = ${queue} AND o."targetId" = t."id"::text)
           ORDER BY t."publishedAt" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED),
        again AS (
          UPDATE ${table} t SET "publishedAt" = now(), "publishCount" = least(t."publishCount" + 1, 10)
            FROM stuck WHERE t."id" = stuck."id" RETURNING t."id"::text AS "target", t."correlationId")
        INSERT INTO "Outbox" ("kind", "queue", "targetId", "correlationId")
        SELECT 'JOB', ${queue}, "target", "correlationId" FROM again`;
      if (count > 0) tx.outboxTouched = true;
      return count;
    });
  }
}
