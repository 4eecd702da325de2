import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Tx } from '../../database/tx.js';

/** First key of the advisory locks; the second one is the workspace's. */
const AUTO_TRAIN_LOCK = 0x6175_746f;

/** When a workspace was last looked at, by the clock of PostgreSQL. */
export interface Clock {
  workspaceId: string;
  /** `null`: never. */
  lookedAt: Date | null;
  now: Date;
}

/** What trainings that start by themselves wait for. */
@Injectable()
export class AutoTrainRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Only one replica at a time starts trainings in a workspace by itself; held until the commit.
   *
   * No lock of a row, because trainings and withdrawals lock texts before their workspace.
   */
  async tryLock(tx: Tx, workspaceId: string): Promise<boolean> {
    const [row] = await tx.db.$queryRaw<{ locked: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(${AUTO_TRAIN_LOCK}::int, hashtext(${workspaceId})) AS "locked"`;
    return row?.locked ?? false;
  }

  /** Workspaces where no training runs and so many approved texts wait that were in none yet. */
  async findWaiting(texts: number): Promise<string[]> {
    const rows = await this.database.read.$queryRaw<{ id: string }[]>`
      SELECT w."id" FROM "Workspace" w
       WHERE NOT EXISTS (SELECT 1 FROM "Model" m WHERE m."workspaceId" = w."id" AND m."status" = 'PROCESSING')
         AND (SELECT count(*) FROM (
               SELECT 1 FROM "TrainData" t
                WHERE t."workspaceId" = w."id" AND t."status" = 'PENDING' AND t."givenBackAt" IS NULL LIMIT ${texts}) AS waiting) >= ${texts}
       ORDER BY w."id"`;
    return rows.map(({ id }) => id);
  }

  countNew(tx: Tx, workspaceId: string): Promise<number> {
    return tx.db.trainData.count({ where: { workspaceId, status: 'PENDING', givenBackAt: null } });
  }

  clocks(): Promise<Clock[]> {
    return this.database.read.$queryRaw<Clock[]>`
      SELECT "id" AS "workspaceId", "autoTrainAt" AS "lookedAt", now() AS "now" FROM "Workspace" ORDER BY "id"`;
  }

  async clockOf(tx: Tx, workspaceId: string): Promise<Clock | undefined> {
    const [clock] = await tx.db.$queryRaw<Clock[]>`
      SELECT "id" AS "workspaceId", "autoTrainAt" AS "lookedAt", now() AS "now" FROM "Workspace" WHERE "id" = ${workspaceId}::uuid`;
    return clock;
  }

  async setLooked(tx: Tx, workspaceId: string): Promise<void> {
    await tx.db.$executeRaw`UPDATE "Workspace" SET "autoTrainAt" = now() WHERE "id" = ${workspaceId}::uuid`;
  }

  /** The clock starts anew when trainings are to start by it again. */
  async forgetClocks(): Promise<void> {
    await this.database.read.workspace.updateMany({
      where: { autoTrainAt: { not: null } },
      data: { autoTrainAt: null },
    });
  }
}
