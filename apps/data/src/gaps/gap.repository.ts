import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Prisma } from '../database/generated/client.js';
import type { Tx } from '../database/tx.js';
import type { Cluster } from './clustering.js';
import { fromBytes, toBytes } from './embedding.js';
import type { GapStatus } from './gap.state.js';

const VIEW = { decidedBy: true, trainData: true } as const;
export type GapRecord = Prisma.GapGetPayload<{ include: typeof VIEW }>;
/** With how many people asked. */
export type CountedGap = GapRecord & { people: number };

/** Somebody who is to be told that their question can be answered now: where they asked last. */
export interface Asker {
  questionId: string;
  askedById: string;
  chatId: string;
  messageId: bigint | null;
  topicId: number | null;
  text: string;
}

/** First half of the advisory lock's key; the second is made of the workspace. */
export const CLUSTERING_LOCK = 0x6761_7073;
/** Gaps that a question is compared with: those that were asked for last. */
const MOST_COMPARED = 500;

@Injectable()
export class GapRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Unanswered questions that have no gap yet, in the order in which they were answered. */
  async unplaced(limit: number): Promise<string[]> {
    const rows = await this.database.read.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Question" WHERE "embedding" IS NOT NULL ORDER BY "finishedAt", "id" LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  /** One of these, as it was understood; `undefined` when it is placed, or is just being placed elsewhere. */
  async lockUnplaced(
    tx: Tx,
    id: string,
  ): Promise<{ workspaceId: string; text: string; embedding: unknown } | undefined> {
    const [row] = await tx.db.$queryRaw<{ workspaceId: string; text: string; embedding: unknown }[]>`
      SELECT "workspaceId", coalesce("understoodAs", "text") AS "text", "embedding" FROM "Question"
       WHERE "id" = ${id}::uuid AND "embedding" IS NOT NULL FOR UPDATE SKIP LOCKED`;
    return row;
  }

  /** One question of a workspace is placed at a time, or two alike would open two gaps. Held until the commit. */
  async lockClustering(tx: Tx, workspaceId: string): Promise<void> {
    await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(${CLUSTERING_LOCK}::int, hashtext(${workspaceId}))`;
  }

  /** What a new question may belong to: all but what is answered and known. */
  async clusters(tx: Tx, workspaceId: string, embedder: string): Promise<Cluster[]> {
    const rows = await tx.db.gap.findMany({
      where: {
        workspaceId,
        embedder,
        OR: [{ status: { in: ['OPEN', 'OUT_OF_SCOPE'] } }, { status: 'ANSWERED', toldAt: null }],
      },
      select: { id: true, count: true, centroid: true, labelVector: true },
      orderBy: { lastAskedAt: 'desc' },
      take: MOST_COMPARED,
    });
    return rows.map(({ id, count, centroid, labelVector }) => ({
      id,
      count,
      centroid: fromBytes(centroid),
      label: fromBytes(labelVector),
    }));
  }

  async open(
    tx: Tx,
    gap: { workspaceId: string; label: string; embedder: string; vector: Float32Array },
  ): Promise<number> {
    const { workspaceId, label, embedder } = gap;
    const vector = toBytes(gap.vector);
    const { id } = await tx.db.gap.create({
      data: { workspaceId, label, embedder, centroid: vector, labelVector: vector, count: 1 },
      select: { id: true },
    });
    return id;
  }

  /** @param label set when the new question names the gap better */
  async grow(
    tx: Tx,
    id: number,
    centroid: Float32Array,
    label: { text: string; vector: Float32Array } | undefined,
  ): Promise<void> {
    const named = label && { label: label.text, labelVector: toBytes(label.vector) };
    await tx.db.gap.update({
      where: { id },
      data: { centroid: toBytes(centroid), count: { increment: 1 }, lastAskedAt: new Date(), ...named },
    });
  }

  /** It waits no longer. @param gapId `null`: it belongs nowhere */
  async assign(tx: Tx, questionId: string, gapId: number | null): Promise<void> {
    await tx.db.question.update({ where: { id: questionId }, data: { gapId, embedding: Prisma.DbNull } });
  }

  find(workspaceId: string, id: number): Promise<GapRecord | null> {
    return this.database.read.gap.findFirst({ where: { id, workspaceId }, include: VIEW });
  }

  /** Keeps others from deciding about it until the end of the transaction. */
  async lock(tx: Tx, workspaceId: string, id: number): Promise<GapRecord | null> {
    await tx.db.$queryRaw`SELECT 1 FROM "Gap" WHERE "id" = ${id} AND "workspaceId" = ${workspaceId}::uuid FOR UPDATE`;
    return tx.db.gap.findFirst({ where: { id, workspaceId }, include: VIEW });
  }

  /** Most asked for first; of equals the newest. */
  async top(
    workspaceId: string,
    status: GapStatus,
    limit: number,
    after?: { count: number; id: number },
  ): Promise<CountedGap[]> {
    const rows = await this.database.read.gap.findMany({
      where: {
        workspaceId,
        status,
        ...(after ? { OR: [{ count: { lt: after.count } }, { count: after.count, id: { lt: after.id } }] } : {}),
      },
      include: VIEW,
      orderBy: [{ count: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return this.counted(rows);
  }

  async counted(rows: GapRecord[]): Promise<CountedGap[]> {
    const people = await this.database.read.$queryRaw<{ id: number; people: number }[]>`
      SELECT "gapId" AS "id", count(DISTINCT "askedById")::int AS "people" FROM "Question"
       WHERE "gapId" = ANY(${rows.map(({ id }) => id)}::int[]) GROUP BY 1`;
    const byGap = new Map(people.map((row) => [row.id, row.people]));
    return rows.map((row) => ({ ...row, people: byGap.get(row.id) ?? 0 }));
  }

  async decide(tx: Tx, id: number, status: GapStatus, byId: string | null, trainDataId: number | null): Promise<void> {
    await tx.db.gap.update({
      where: { id },
      data: { status, decidedById: byId, decidedAt: byId === null ? null : new Date(), trainDataId },
    });
  }

  /** Cards are posted anew each time that somebody asks for them. @returns the number of this one */
  async nextCard(tx: Tx, id: number): Promise<number> {
    const { cards } = await tx.db.gap.update({
      where: { id },
      data: { cards: { increment: 1 } },
      select: { cards: true },
    });
    return cards;
  }

  /** Answered by a text that the live version knows, and not told yet. */
  async findKnown(): Promise<{ id: number; workspaceId: string }[]> {
    return this.database.read.$queryRaw<{ id: number; workspaceId: string }[]>`
      SELECT g."id", g."workspaceId" FROM "Gap" g JOIN "TrainData" t ON t."id" = g."trainDataId"
        JOIN "Model" m ON m."workspaceId" = g."workspaceId" AND m."live"
       WHERE g."status" = 'ANSWERED' AND g."toldAt" IS NULL AND t."status" = 'DONE' AND t."modelId" <= m."id"
       ORDER BY g."id" LIMIT 100`;
  }

  /** People who asked and are not told yet; each once for each chat, by their latest question there. */
  async untold(tx: Tx, gapId: number, limit: number): Promise<Asker[]> {
    return tx.db.$queryRaw<Asker[]>`
      SELECT DISTINCT ON (q."askedById", q."chatId") q."id" AS "questionId", q."askedById", q."chatId", q."messageId", s."topicId", q."text"
        FROM "Question" q LEFT JOIN "ChatMessage" s ON s."id" = q."messageId"
       WHERE q."gapId" = ${gapId} AND q."chatId" IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM "ChatMessage" m WHERE m."chatId" = q."chatId" AND m."key" = 'gap:' || ${gapId}::text || ':known:' || q."askedById")
       ORDER BY q."askedById", q."chatId", q."createdAt" DESC LIMIT ${limit}`;
  }

  async markTold(tx: Tx, id: number): Promise<void> {
    await tx.db.gap.update({ where: { id }, data: { toldAt: new Date() } });
  }

  /** The vector of its new name is not kept; the mean of all is near it. */
  async rename(tx: Tx, id: number, label: string): Promise<void> {
    await tx.db.$executeRaw`UPDATE "Gap" SET "label" = ${label}, "labelVector" = "centroid" WHERE "id" = ${id}`;
  }

  /** Gaps that a text answers and that nobody was told of. */
  async answeredBy(tx: Tx, trainDataIds: number[]): Promise<{ id: number; workspaceId: string }[]> {
    return tx.db.gap.findMany({
      where: { trainDataId: { in: trainDataIds }, status: 'ANSWERED', toldAt: null },
      select: { id: true, workspaceId: true },
    });
  }
}
