import { Inject, Injectable } from '@nestjs/common';
import type { TrainDataStatus } from '@personal-assistant/contracts';
import { Database } from '../database/database.js';
import { Prisma } from '../database/generated/client.js';
import { statesBefore } from '../database/transitions.js';
import type { Tx } from '../database/tx.js';
import { TRAIN_DATA_TRANSITIONS } from './train-data.state.js';

const VIEW = {
  taughtBy: true,
  decidedBy: true,
  withdrawnBy: true,
  chat: true,
  corrects: {
    select: { answer: { include: { sources: { include: { trainData: { select: { status: true } } } } } } },
  },
} as const;
export type TrainDataRecord = Prisma.TrainDataGetPayload<{ include: typeof VIEW }>;

export interface NewText {
  workspaceId: string;
  text: string;
  /** Of a pair. */
  question?: string;
  answer?: string;
  /** The question whose answer it corrects. */
  correctsId?: string;
  hash: string;
  wordsHash: string;
  tokens: number;
  language: string;
  /** Of `sketchOf`. */
  sketch: number[];
  similar: { id: number; similarity: number }[];
  taughtById: string;
  chatId?: string | null;
  messageId?: bigint | null;
  topicId?: number | null;
  link?: string | null;
}

/** Similarity of trigrams from which an earlier text is shown as a likely duplicate. */
const LIKELY_DUPLICATE = 0.6;
const MOST_SIMILAR = 3;
/** Texts that share most bands of their sketch, which are compared exactly. */
const MOST_COMPARED = 30;
/** Longer texts are not compared by trigrams, neither side: comparing would take longer than its answer is worth. Unit: characters. */
const LONGEST_COMPARED = 4000;

@Injectable()
export class TrainDataRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @returns the id, or `undefined` when the workspace has this very text already (open or known). */
  async insert(tx: Tx, text: NewText): Promise<number | undefined> {
    const [row] = await tx.db.$queryRaw<{ id: number }[]>`
      WITH stored AS (
      INSERT INTO "TrainData" ("workspaceId", "text", "hash", "wordsHash", "tokens", "language", "similar", "taughtById",
                               "chatId", "messageId", "topicId", "link", "question", "answer", "correctsId")
      VALUES (${text.workspaceId}::uuid, ${text.text}, ${text.hash}, ${text.wordsHash}, ${text.tokens}::int, ${text.language},
              ${JSON.stringify(text.similar)}::jsonb, ${text.taughtById}::uuid, ${text.chatId ?? null}::uuid,
              ${text.messageId ?? null}::bigint, ${text.topicId ?? null}::int, ${text.link ?? null},
              ${text.question ?? null}, ${text.answer ?? null}, ${text.correctsId ?? null}::uuid)
      ON CONFLICT ("workspaceId", "hash") WHERE "status" NOT IN ('REJECTED', 'WITHDRAWN') DO NOTHING
      RETURNING "id", "workspaceId"),
      sketched AS (
        INSERT INTO "TextSketch" ("trainDataId", "workspaceId", "bands") SELECT "id", "workspaceId", ${text.sketch}::int[] FROM stored)
      SELECT "id" FROM stored`;
    return row?.id;
  }

  /**
   * Stores many texts as approved by `approverId`, in one statement.
   *
   * @returns ids with hashes of those that were new
   */
  insertApproved(
    tx: Tx,
    workspaceId: string,
    approverId: string,
    texts: NewText[],
  ): Promise<{ id: number; hash: string }[]> {
    const rows = texts.map(({ text, question, answer, hash, wordsHash, tokens, language, sketch }) => ({
      text,
      question,
      answer,
      hash,
      wordsHash,
      tokens,
      language,
      sketch,
    }));
    return tx.db.$queryRaw<{ id: number; hash: string }[]>`
      WITH given AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
               AS r("text" text, "question" text, "answer" text, "hash" text, "wordsHash" text, "tokens" int, "language" text, "sketch" int[])),
      stored AS (
      INSERT INTO "TrainData" ("workspaceId", "text", "question", "answer", "hash", "wordsHash", "tokens", "language", "taughtById", "status", "decidedById", "decidedAt")
      SELECT ${workspaceId}::uuid, r."text", r."question", r."answer", r."hash", r."wordsHash", r."tokens", r."language", ${approverId}::uuid, 'PENDING', ${approverId}::uuid, now()
        FROM given r
      ON CONFLICT ("workspaceId", "hash") WHERE "status" NOT IN ('REJECTED', 'WITHDRAWN') DO NOTHING
      RETURNING "id", "hash", "workspaceId"),
      sketched AS (
        INSERT INTO "TextSketch" ("trainDataId", "workspaceId", "bands")
        SELECT s."id", s."workspaceId", r."sketch" FROM stored s JOIN given r ON r."hash" = s."hash")
      SELECT "id", "hash" FROM stored ORDER BY "id"`;
  }

  /** An open or known text that is the same, or the same but for punctuation. */
  findSame(tx: Tx, workspaceId: string, hash: string, wordsHash: string): Promise<TrainDataRecord | null> {
    return tx.db.trainData.findFirst({
      where: { workspaceId, status: { notIn: ['REJECTED', 'WITHDRAWN'] }, OR: [{ hash }, { wordsHash }] },
      include: VIEW,
      orderBy: { id: 'asc' },
    });
  }

  /** Hashes among `hashes` and `wordsHashes` that the workspace has already. */
  async findKnownHashes(
    tx: Tx,
    workspaceId: string,
    hashes: string[],
    wordsHashes: string[],
  ): Promise<Map<string, number>> {
    const rows = await tx.db.$queryRaw<{ id: number; hash: string; wordsHash: string }[]>`
      SELECT "id", "hash", "wordsHash" FROM "TrainData"
       WHERE "workspaceId" = ${workspaceId}::uuid AND "status" NOT IN ('REJECTED', 'WITHDRAWN')
         AND ("hash" = ANY(${hashes}::text[]) OR "wordsHash" = ANY(${wordsHashes}::text[]))`;
    return new Map(
      rows.flatMap(
        ({ id, hash, wordsHash }) =>
          [
            [hash, id],
            [wordsHash, id],
          ] as [string, number][],
      ),
    );
  }

  /** Texts that say nearly the same, most similar first: those whose sketches share most, compared exactly. */
  async findSimilar(
    tx: Tx,
    workspaceId: string,
    { text, sketch }: { text: string; sketch: number[] },
  ): Promise<{ id: number; similarity: number }[]> {
    if (text.length > LONGEST_COMPARED) return [];
    return tx.db.$queryRaw<{ id: number; similarity: number }[]>`
      WITH alike AS MATERIALIZED (
        SELECT k."trainDataId" AS "id" FROM "TextSketch" k
         WHERE k."workspaceId" = ${workspaceId}::uuid AND k."bands" && ${sketch}::int[]
         ORDER BY (SELECT count(*) FROM unnest(k."bands") band WHERE band = ANY(${sketch}::int[])) DESC, 1 LIMIT ${MOST_COMPARED}),
      compared AS MATERIALIZED (
        SELECT t."id", similarity(t."text", ${text})::float8 AS "similarity" FROM alike JOIN "TrainData" t ON t."id" = alike."id"
         WHERE t."status" NOT IN ('REJECTED', 'WITHDRAWN') AND length(t."text") <= ${LONGEST_COMPARED})
      SELECT "id", "similarity" FROM compared WHERE "similarity" >= ${LIKELY_DUPLICATE}::float8
       ORDER BY 2 DESC, 1 LIMIT ${MOST_SIMILAR}`;
  }

  /** Texts of an older release, which have no sketch yet. */
  findWithoutSketch(after: number, limit: number): Promise<{ id: number; workspaceId: string; text: string }[]> {
    return this.database.read.trainData.findMany({
      where: { id: { gt: after }, sketch: null },
      select: { id: true, workspaceId: true, text: true },
      orderBy: { id: 'asc' },
      take: limit,
    });
  }

  async addSketch(trainDataId: number, workspaceId: string, bands: number[]): Promise<void> {
    await this.database.read.textSketch.createMany({
      data: [{ trainDataId, workspaceId, bands }],
      skipDuplicates: true,
    });
  }

  find(workspaceId: string, id: number): Promise<TrainDataRecord | null> {
    return this.database.read.trainData.findFirst({ where: { id, workspaceId }, include: VIEW });
  }

  findIn(tx: Tx, workspaceId: string, id: number): Promise<TrainDataRecord | null> {
    return tx.db.trainData.findFirst({ where: { id, workspaceId }, include: VIEW });
  }

  /** The text that a message taught, if it taught just one. */
  async findByMessage(tx: Tx, workspaceId: string, messageId: bigint): Promise<number | undefined> {
    const where = { workspaceId, messageId };
    const [row, other] = await tx.db.trainData.findMany({ where, select: { id: true }, take: 2 });
    return other ? undefined : row?.id;
  }

  /** As {@link findIn}, and keeps others from changing it until the end of the transaction. */
  async lock(tx: Tx, workspaceId: string, id: number): Promise<TrainDataRecord | null> {
    await tx.db.$queryRaw`
      SELECT 1 FROM "TrainData" WHERE "id" = ${id} AND "workspaceId" = ${workspaceId}::uuid FOR UPDATE`;
    return this.findIn(tx, workspaceId, id);
  }

  async decide(
    tx: Tx,
    id: number,
    status: 'PENDING' | 'REJECTED',
    deciderId: string,
    reason: string | null,
  ): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "TrainData" SET "status" = ${status}::"TrainDataStatus", "decidedById" = ${deciderId}::uuid, "decidedAt" = now(), "rejectReason" = ${reason}
       WHERE "id" = ${id} AND "status" = ANY(${statesBefore(TRAIN_DATA_TRANSITIONS, status)}::"TrainDataStatus"[])`;
  }

  list(
    workspaceId: string,
    filter: { status?: TrainDataStatus; taughtById?: string; limit: number; after?: number },
  ): Promise<TrainDataRecord[]> {
    const { status, taughtById, limit, after } = filter;
    return this.database.read.trainData.findMany({
      where: { workspaceId, status, taughtById, ...(after === undefined ? {} : { id: { lt: after } }) },
      include: VIEW,
      orderBy: { id: 'desc' },
      take: limit,
    });
  }

  async countByStatus(workspaceId: string): Promise<Record<TrainDataStatus, number>> {
    const groups = await this.database.read.trainData.groupBy({ by: ['status'], where: { workspaceId }, _count: true });
    const counts = { SUBMITTED: 0, PENDING: 0, PROCESSING: 0, DONE: 0, REJECTED: 0, WITHDRAWN: 0 };
    for (const { status, _count } of groups) counts[status] = _count;
    return counts;
  }

  async hasPending(tx: Tx, workspaceId: string): Promise<boolean> {
    return (
      (await tx.db.trainData.findFirst({ where: { workspaceId, status: 'PENDING' }, select: { id: true } })) !== null
    );
  }

  /** Texts that were learned by a version later than `modelId`, and so are not known to it. */
  countLearnedAfter(tx: Tx, workspaceId: string, modelId: number): Promise<number> {
    return tx.db.trainData.count({ where: { workspaceId, status: 'DONE', modelId: { gt: modelId } } });
  }

  /** As {@link countLearnedAfter}, outside a transaction. */
  countUnknownTo(workspaceId: string, modelId: number): Promise<number> {
    return this.database.read.trainData.count({ where: { workspaceId, status: 'DONE', modelId: { gt: modelId } } });
  }

  /** `PENDING → PROCESSING` for all that is approved now: the snapshot of a training. */
  snapshot(tx: Tx, workspaceId: string, modelId: number): Promise<number> {
    return tx.db.$executeRaw`
      UPDATE "TrainData" SET "status" = 'PROCESSING', "modelId" = ${modelId} WHERE "workspaceId" = ${workspaceId}::uuid AND "status" = 'PENDING'`;
  }

  /** What a training took is known now. */
  settle(tx: Tx, modelId: number): Promise<number> {
    return tx.db.$executeRaw`
      UPDATE "TrainData" SET "status" = 'DONE' WHERE "modelId" = ${modelId} AND "status" = 'PROCESSING'`;
  }

  /** The version came to nothing: what was new in it waits for the next one. */
  giveBack(tx: Tx, modelId: number): Promise<number> {
    return tx.db.$executeRaw`
      UPDATE "TrainData" SET "status" = 'PENDING', "modelId" = NULL, "givenBackAt" = now() WHERE "modelId" = ${modelId} AND "status" IN ('PROCESSING', 'DONE')`;
  }

  async countOfVersion(tx: Tx, workspaceId: string, modelId: number): Promise<number> {
    const [row] = await tx.db.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM "TrainData" t WHERE ${inVersion(workspaceId, modelId)}`;
    return Number(row?.count ?? 0n);
  }

  /** The texts of a version: its own new ones and those of all earlier versions that were built; by id. */
  pageOfVersion(
    workspaceId: string,
    modelId: number,
    after: number,
    limit: number,
  ): Promise<{ id: number; text: string; pair: boolean }[]> {
    return this.database.read.$queryRaw<{ id: number; text: string; pair: boolean }[]>`
      SELECT t."id", t."text", t."question" IS NOT NULL AS "pair" FROM "TrainData" t
       WHERE ${inVersion(workspaceId, modelId)} AND t."id" > ${after} ORDER BY t."id" LIMIT ${limit}`;
  }
}

function inVersion(workspaceId: string, modelId: number): Prisma.Sql {
  return Prisma.sql`t."workspaceId" = ${workspaceId}::uuid AND t."status" IN ('PROCESSING', 'DONE') AND (t."modelId" = ${modelId}
    OR t."modelId" IN (SELECT m."id" FROM "Model" m WHERE m."workspaceId" = ${workspaceId}::uuid AND m."status" = 'DONE' AND m."id" < ${modelId}))`;
}
