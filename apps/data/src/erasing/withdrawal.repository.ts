import { Inject, Injectable } from '@nestjs/common';
import type { WithdrawnTexts } from '@personal-assistant/contracts';
import { Database } from '../database/database.js';
import { statesBefore } from '../database/transitions.js';
import type { Tx } from '../database/tx.js';
import { TRAIN_DATA_TRANSITIONS } from '../teaching/train-data.state.js';

/** Longer than any transaction: what was withdrawn so long before a training began was committed before it. */
const LONGEST_TRANSACTION_S = 120;

/** A follow-up that was asked in few words, and understood in more. */
export interface WrittenOut {
  id: string;
  workspaceId: string;
  text: string;
  understoodAs: string;
  gapId: number | null;
}

/** Texts that were taken back, and what of them is still around. */
@Injectable()
export class WithdrawalRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Ends the texts. They are `quoted` until the answers that quote them are redacted. The workspace is locked, so no training
   * begins meanwhile, and whoever reads its new number of withdrawals finds these texts withdrawn.
   */
  async withdraw(tx: Tx, workspaceId: string, ids: number[], byId: string): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "TrainData" t SET "status" = 'WITHDRAWN', "withdrawnById" = ${byId}::uuid, "withdrawnAt" = now(),
             "quoted" = EXISTS (SELECT 1 FROM "AnswerSource" s WHERE s."trainDataId" = t."id"),
             "lastModelId" = (SELECT max(m."id") FROM "Model" m WHERE m."workspaceId" = t."workspaceId")
       WHERE t."id" = ANY(${ids}::int[]) AND t."workspaceId" = ${workspaceId}::uuid
         AND t."status" = ANY(${statesBefore(TRAIN_DATA_TRANSITIONS, 'WITHDRAWN')}::"TrainDataStatus"[])`;
    await tx.db.$executeRaw`
      UPDATE "Workspace" SET "withdrawals" = "withdrawals" + 1 WHERE "id" = ${workspaceId}::uuid`;
  }

  /**
   * What a version may hold of withdrawn texts, with the number of withdrawals that this is true for; one snapshot. A text that
   * was withdrawn while the version was built is among them.
   */
  async withdrawnOf(modelId: number): Promise<WithdrawnTexts> {
    const [row] = await this.database.read.$queryRaw<WithdrawnTexts[]>`
      SELECT w."withdrawals", coalesce(array_agg(t."id") FILTER (WHERE t."id" IS NOT NULL), '{}') AS "ids"
        FROM "Model" m JOIN "Workspace" w ON w."id" = m."workspaceId"
        LEFT JOIN "TrainData" t ON t."workspaceId" = m."workspaceId" AND t."status" = 'WITHDRAWN' AND t."modelId" <= m."id"
              AND t."withdrawnAt" >= m."createdAt" - make_interval(secs => ${LONGEST_TRANSACTION_S})
       WHERE m."id" = ${modelId} GROUP BY w."withdrawals"`;
    return row ?? { withdrawals: 0, ids: [] };
  }

  /** The live version was built with texts that are withdrawn now: a reason to build one without them. */
  async liveHoldsWithdrawn(tx: Tx, workspaceId: string): Promise<boolean> {
    const rows = await tx.db.$queryRaw<unknown[]>`
      SELECT 1 FROM "Model" m JOIN "TrainData" t ON t."workspaceId" = m."workspaceId" AND t."status" = 'WITHDRAWN'
             AND t."modelId" <= m."id" AND t."withdrawnAt" >= m."createdAt"
       WHERE m."workspaceId" = ${workspaceId}::uuid AND m."live" LIMIT 1`;
    return rows.length > 0;
  }

  /** Answered questions that quote one of the texts. */
  async findQuoting(tx: Tx, ids: number[], limit: number): Promise<string[]> {
    const rows = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT "questionId" AS "id" FROM "AnswerSource" WHERE "trainDataId" = ANY(${ids}::int[]) LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  /** Stores what is left of an answer. */
  async redact(tx: Tx, questionId: string, text: string, form: string): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "Answer" SET "text" = ${text}, "form" = ${form}::"AnswerForm" WHERE "questionId" = ${questionId}::uuid`;
    await tx.db.$executeRaw`
      DELETE FROM "AnswerSource" s USING "TrainData" t
       WHERE s."questionId" = ${questionId}::uuid AND t."id" = s."trainDataId" AND t."status" = 'WITHDRAWN'`;
  }

  /** Follow-ups were written out with words of the answer before. @returns those that were, as they were. */
  async forgetFollowUps(tx: Tx, questionIds: string[]): Promise<WrittenOut[]> {
    return tx.db.$queryRaw<WrittenOut[]>`
      WITH written AS (
        SELECT "id", "understoodAs" FROM "Question"
         WHERE "previousId" = ANY(${questionIds}::uuid[]) AND "status" = 'ANSWERED' AND "understoodAs" IS NOT NULL FOR UPDATE)
      UPDATE "Question" q SET "understoodAs" = NULL FROM written WHERE q."id" = written."id"
      RETURNING q."id", q."workspaceId", q."text", q."gapId", written."understoodAs"`;
  }

  async markRedacted(tx: Tx, ids: number[]): Promise<void> {
    await tx.db.trainData.updateMany({ where: { id: { in: ids } }, data: { quoted: false } });
  }

  /** Withdrawn texts that answers still quote. */
  async findQuoted(limit: number): Promise<number[]> {
    const rows = await this.database.read.$queryRaw<{ id: number }[]>`
      SELECT "id" FROM "TrainData" WHERE "quoted" ORDER BY "id" LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  /** Takes a text out of the lists of likely duplicates of what waits for a decision. @returns whose lists changed. */
  async unlistSimilar(tx: Tx, workspaceId: string, id: number): Promise<number[]> {
    const rows = await tx.db.$queryRaw<{ id: number }[]>`
      UPDATE "TrainData" SET "similar" = (SELECT coalesce(jsonb_agg(s), '[]') FROM jsonb_array_elements("similar") s WHERE s->>'id' <> ${String(id)})
       WHERE "workspaceId" = ${workspaceId}::uuid AND "status" = 'SUBMITTED' AND "similar" @> ${JSON.stringify([{ id }])}::jsonb
      RETURNING "id"`;
    return rows.map((row) => row.id);
  }

  /** Corrections of an answer, decided or not, whose cards show it. */
  async correctionsOf(tx: Tx, questionId: string): Promise<number[]> {
    const rows = await tx.db.trainData.findMany({
      where: { correctsId: questionId, status: { not: 'WITHDRAWN' } },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }

  /** Questions whose answer is being written where people can read along. */
  async findWithDraft(tx: Tx, workspaceId: string, limit: number): Promise<string[]> {
    const rows = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT q."id" FROM "Question" q JOIN "ChatMessage" m ON m."chatId" = q."chatId" AND m."key" = 'question:' || q."id" || ':reply'
       WHERE q."workspaceId" = ${workspaceId}::uuid AND q."status" = 'PENDING' AND m."editedAt" IS NOT NULL LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }
}
