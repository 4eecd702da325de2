import { Inject, Injectable } from '@nestjs/common';
import type { BuildStage, GoldenReport, ModelMetrics, ModelStatus } from '@personal-assistant/contracts';
import { Database } from '../database/database.js';
import { Prisma } from '../database/generated/client.js';
import type { Tx } from '../database/tx.js';

export const MODEL_VIEW = {
  startedBy: true,
  gateDecidedBy: true,
  workspace: { select: { wantedModelId: true } },
} as const;
export type ModelRecord = Prisma.ModelGetPayload<{ include: typeof MODEL_VIEW }>;

/** Model versions. Attempts, heartbeats and deadlines are counted here, by the clock of PostgreSQL. */
@Injectable()
export class ModelRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @returns the new model's id, or `undefined` while another one runs in the workspace. */
  async start(
    tx: Tx,
    model: { workspaceId: string; name: string; startedById: string | null; correlationId: string },
  ): Promise<number | undefined> {
    const [row] = await tx.db.$queryRaw<{ id: number }[]>`
      INSERT INTO "Model" ("workspaceId", "name", "startedById", "correlationId", "parentId")
      VALUES (${model.workspaceId}::uuid, ${model.name}, ${model.startedById}::uuid, ${model.correlationId},
              (SELECT "id" FROM "Model" WHERE "workspaceId" = ${model.workspaceId}::uuid AND "live"))
      ON CONFLICT ("workspaceId") WHERE "status" = 'PROCESSING' DO NOTHING
      RETURNING "id"`;
    return row?.id;
  }

  async setSnapshot(tx: Tx, id: number, newTexts: number, name: string): Promise<void> {
    await tx.db.model.update({ where: { id }, data: { newTexts, name } });
  }

  find(workspaceId: string, id: number): Promise<ModelRecord | null> {
    return this.database.read.model.findFirst({ where: { id, workspaceId }, include: MODEL_VIEW });
  }

  findIn(tx: Tx, id: number): Promise<ModelRecord | null> {
    return tx.db.model.findUnique({ where: { id }, include: MODEL_VIEW });
  }

  findById(id: number): Promise<ModelRecord | null> {
    return this.database.read.model.findUnique({ where: { id }, include: MODEL_VIEW });
  }

  async lock(tx: Tx, id: number): Promise<ModelRecord | null> {
    await tx.db.$queryRaw`SELECT 1 FROM "Model" WHERE "id" = ${id} FOR UPDATE`;
    return this.findIn(tx, id);
  }

  findLive(workspaceId: string): Promise<ModelRecord | null> {
    return this.database.read.model.findFirst({ where: { workspaceId, live: true }, include: MODEL_VIEW });
  }

  findLiveIn(tx: Tx, workspaceId: string): Promise<{ id: number } | null> {
    return tx.db.model.findFirst({ where: { workspaceId, live: true }, select: { id: true } });
  }

  async isBuilt(tx: Tx, workspaceId: string, id: number): Promise<boolean> {
    return (await tx.db.model.findFirst({ where: { id, workspaceId, status: 'DONE' }, select: { id: true } })) !== null;
  }

  findRunning(workspaceId: string): Promise<ModelRecord | null> {
    return this.database.read.model.findFirst({ where: { workspaceId, status: 'PROCESSING' }, include: MODEL_VIEW });
  }

  allLive(): Promise<ModelRecord[]> {
    return this.database.read.model.findMany({ where: { live: true }, include: MODEL_VIEW });
  }

  list(workspaceId: string, filter: { status?: ModelStatus; limit: number; after?: number }): Promise<ModelRecord[]> {
    const { status, limit, after } = filter;
    return this.database.read.model.findMany({
      where: { workspaceId, status, ...(after === undefined ? {} : { id: { lt: after } }) },
      include: MODEL_VIEW,
      orderBy: { id: 'desc' },
      take: limit,
    });
  }

  /** A new attempt: whatever an older one still sends is stale from here on. */
  async claim(tx: Tx, id: number, token: string, worker: string, deadlineMs: number): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "Model" SET "attemptToken" = ${token}::uuid, "worker" = ${worker}, "attempts" = "attempts" + 1, "heartbeatAt" = now(),
             "deadlineAt" = now() + make_interval(secs => ${deadlineMs / 1000}), "stage" = NULL, "fraction" = 0, "detail" = NULL
       WHERE "id" = ${id}`;
  }

  /** Also the heartbeat. @returns `false` when the attempt is stale. */
  async progress(
    tx: Tx,
    id: number,
    token: string,
    at: { stage: BuildStage; fraction: number; detail?: string },
  ): Promise<boolean> {
    const changed = await tx.db.$executeRaw`
      UPDATE "Model" SET "heartbeatAt" = now(), "stage" = ${at.stage}, "fraction" = ${at.fraction}, "detail" = ${at.detail ?? null}
       WHERE "id" = ${id} AND "attemptToken" = ${token}::uuid AND "status" = 'PROCESSING'`;
    return changed === 1;
  }

  /** Publishes what the attempt built. @returns `false` when the attempt is stale. */
  async complete(
    tx: Tx,
    id: number,
    token: string,
    built: { directory: string; manifestSha256: string; metrics: ModelMetrics; golden?: GoldenReport },
  ): Promise<boolean> {
    const changed = await tx.db.$executeRaw`
      UPDATE "Model" SET "status" = 'DONE', "directory" = ${built.directory}, "manifestSha256" = ${built.manifestSha256},
             "metrics" = ${JSON.stringify(built.metrics)}::jsonb, "golden" = ${built.golden ? JSON.stringify(built.golden) : null}::jsonb, "finishedAt" = now(), "fraction" = 1, "stage" = 'publish', "detail" = NULL
       WHERE "id" = ${id} AND "attemptToken" = ${token}::uuid AND "status" = 'PROCESSING'`;
    return changed === 1;
  }

  async fail(tx: Tx, id: number, error: string): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "Model" SET "status" = 'FAILED', "error" = ${error}, "finishedAt" = now(), "attemptToken" = NULL, "heartbeatAt" = NULL, "deadlineAt" = NULL
       WHERE "id" = ${id} AND NOT "live"`;
  }

  /** Nobody wants it any more. `reason` says who. */
  async cancel(tx: Tx, id: number, reason: string): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "Model" SET "status" = 'CANCELLED', "error" = ${reason}, "finishedAt" = now(), "attemptToken" = NULL, "heartbeatAt" = NULL, "deadlineAt" = NULL
       WHERE "id" = ${id} AND "status" = 'PROCESSING'`;
  }

  /** Ends the attempt; the model waits for the next one. */
  async releaseAttempt(tx: Tx, id: number): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "Model" SET "attemptToken" = NULL, "heartbeatAt" = NULL, "deadlineAt" = NULL, "worker" = NULL, "stage" = NULL, "fraction" = 0,
             "detail" = NULL, "publishedAt" = now(), "publishCount" = "publishCount" + 1
       WHERE "id" = ${id}`;
  }

  /** Running attempts that gave no sign for `silenceMs` or are past their deadline. */
  async findLost(silenceMs: number): Promise<{ id: number; token: string; late: boolean }[]> {
    return this.database.read.$queryRaw<{ id: number; token: string; late: boolean }[]>`
      SELECT "id", "attemptToken" AS "token", "deadlineAt" < now() AS "late" FROM "Model"
       WHERE "status" = 'PROCESSING' AND "attemptToken" IS NOT NULL
         AND ("heartbeatAt" < now() - make_interval(secs => ${silenceMs / 1000}) OR "deadlineAt" < now())`;
  }
}
