import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { isUniqueViolation } from '../../database/errors.js';
import type { GoldenOrigin, GoldenQuestion, GoldenUse, TrainDataStatus } from '../../database/generated/client.js';
import type { Tx } from '../../database/tx.js';

export type { GoldenOrigin, GoldenQuestion, GoldenUse };

export interface NewGolden {
  workspaceId: string;
  question: string;
  answer: string;
  hash: string;
  origin: 'PAIR' | 'CORRECTION';
  use: GoldenUse;
  trainDataId: number;
  createdById: string | null;
}

/** A question that a version is held against. */
export interface GateItem {
  id: number;
  question: string;
  /** `null`: nothing taught answers it. */
  answer: string | null;
}

/** A question, its answer, and the text that gives it. */
export interface PairToLearn {
  trainDataId: number;
  question: string;
  answer: string;
  /** No version that could be compared with knows it, and it does not set right what one said: it has to fit the other texts. */
  unproven: boolean;
}

interface GoldenFilter {
  limit: number;
  after?: number;
  origin?: GoldenOrigin;
  use?: GoldenUse;
  words?: string;
}

/** Questions of which a workspace knows what is right. */
@Injectable()
export class GoldenRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * What was taught last about a question is what counts: it takes the place of an earlier answer. A question that is kept
   * for the gate stays there.
   *
   * @param items with different hashes
   */
  async put(tx: Tx, items: NewGolden[]): Promise<void> {
    const rows = inOneOrder(items);
    await tx.db.$executeRaw`
      INSERT INTO "GoldenQuestion" AS g ("workspaceId", "question", "answer", "hash", "origin", "use", "trainDataId", "createdById")
      SELECT r."workspaceId", r."question", r."answer", r."hash", r."origin", r."use", r."trainDataId", r."createdById"
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
             AS r("workspaceId" uuid, "question" text, "answer" text, "hash" text, "origin" "GoldenOrigin", "use" "GoldenUse",
                  "trainDataId" int, "createdById" uuid)
      ON CONFLICT ("workspaceId", "hash") DO UPDATE
         SET "question" = EXCLUDED."question", "answer" = EXCLUDED."answer", "origin" = EXCLUDED."origin",
             "use" = CASE WHEN g."use" = 'GATE' THEN g."use" ELSE EXCLUDED."use" END,
             "trainDataId" = EXCLUDED."trainDataId", "createdById" = EXCLUDED."createdById", "updatedAt" = now()`;
  }

  /** @returns the one that is there afterwards, new or not */
  async putAbstention(
    tx: Tx,
    item: { workspaceId: string; question: string; hash: string; createdById: string },
  ): Promise<{ id: number; answer: string | null }> {
    await tx.db.goldenQuestion.createMany({
      data: [{ ...item, answer: null, origin: 'ABSTENTION', use: 'GATE' }],
      skipDuplicates: true,
    });
    const { workspaceId, hash } = item;
    return tx.db.goldenQuestion.findUniqueOrThrow({
      where: { workspaceId_hash: { workspaceId, hash } },
      select: { id: true, answer: true },
    });
  }

  async removeAbstention(tx: Tx, workspaceId: string, hash: string): Promise<void> {
    await tx.db.goldenQuestion.deleteMany({ where: { workspaceId, hash, origin: 'ABSTENTION' } });
  }

  async removeOf(tx: Tx, trainDataIds: number[]): Promise<void> {
    await tx.db.goldenQuestion.deleteMany({ where: { trainDataId: { in: trainDataIds } } });
  }

  /** @returns `undefined` when the workspace has this question already */
  async add(
    tx: Tx,
    item: { workspaceId: string; question: string; answer: string | null; hash: string; createdById: string },
  ): Promise<GoldenQuestion | undefined> {
    const [row] = await tx.db.goldenQuestion.createManyAndReturn({
      data: [{ ...item, origin: 'MANUAL', use: 'GATE' }],
      skipDuplicates: true,
    });
    return row;
  }

  findByHash(tx: Tx, workspaceId: string, hash: string): Promise<GoldenQuestion | null> {
    return tx.db.goldenQuestion.findUnique({ where: { workspaceId_hash: { workspaceId, hash } } });
  }

  /**
   * @returns `undefined` for one that is not there; `taken` when another one got the same words at this moment, and the
   * transaction is over
   */
  async change(
    tx: Tx,
    workspaceId: string,
    id: number,
    change: { question?: string; hash?: string; answer?: string | null },
  ): Promise<GoldenQuestion | 'taken' | undefined> {
    try {
      const [row] = await tx.db.goldenQuestion.updateManyAndReturn({
        where: { id, workspaceId },
        data: { ...change, updatedAt: new Date() },
      });
      return row;
    } catch (error) {
      if (isUniqueViolation(error)) return 'taken';
      throw error;
    }
  }

  /** Stores what a file has; a question that is there gets its answer. @param items with different hashes */
  async takeIn(
    tx: Tx,
    workspaceId: string,
    createdById: string,
    items: { question: string; answer: string | null; hash: string }[],
  ): Promise<{ created: number; updated: number }> {
    const rows = inOneOrder(items);
    const stored = await tx.db.$queryRaw<{ created: boolean }[]>`
      INSERT INTO "GoldenQuestion" AS g ("workspaceId", "question", "answer", "hash", "origin", "use", "createdById")
      SELECT ${workspaceId}::uuid, r."question", r."answer", r."hash", 'MANUAL', 'GATE', ${createdById}::uuid
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("question" text, "answer" text, "hash" text)
      ON CONFLICT ("workspaceId", "hash") DO UPDATE SET "answer" = EXCLUDED."answer", "updatedAt" = now()
         WHERE g."answer" IS DISTINCT FROM EXCLUDED."answer"
      RETURNING g."xmax" = 0 AS "created"`;
    const created = stored.filter((row) => row.created).length;
    return { created, updated: stored.length - created };
  }

  /** Oldest first. */
  pageById(workspaceId: string, after: number, limit: number): Promise<GoldenQuestion[]> {
    return this.database.read.goldenQuestion.findMany({
      where: { workspaceId, id: { gt: after } },
      orderBy: { id: 'asc' },
      take: limit,
    });
  }

  async remove(tx: Tx, workspaceId: string, id: number): Promise<boolean> {
    const { count } = await tx.db.goldenQuestion.deleteMany({ where: { id, workspaceId } });
    return count > 0;
  }

  /** Newest first. @param filter `words`: in the question or the answer, in whatever case */
  list(workspaceId: string, { limit, after, origin, use, words }: GoldenFilter): Promise<GoldenQuestion[]> {
    const holds = words ? { contains: escapeLike(words), mode: 'insensitive' as const } : undefined;
    return this.database.read.goldenQuestion.findMany({
      where: {
        ...{ workspaceId, origin, use },
        ...(after === undefined ? {} : { id: { lt: after } }),
        ...(holds && { OR: [{ question: holds }, { answer: holds }] }),
      },
      orderBy: { id: 'desc' },
      take: limit,
    });
  }

  async countByOrigin(workspaceId: string): Promise<Record<GoldenOrigin, number>> {
    const groups = await this.database.read.goldenQuestion.groupBy({
      by: ['origin'],
      where: { workspaceId },
      _count: true,
    });
    const counts = { PAIR: 0, CORRECTION: 0, ABSTENTION: 0, MANUAL: 0 };
    for (const { origin, _count } of groups) counts[origin] = _count;
    return counts;
  }

  /**
   * Without those of texts that the version to compare with cannot know: what is new must not speak for itself. By id.
   *
   * @param comparedWith that version, if there is one
   */
  gate(workspaceId: string, comparedWith: number | null): Promise<GateItem[]> {
    const trainData =
      comparedWith === null
        ? { status: { in: ['PROCESSING', 'DONE'] satisfies TrainDataStatus[] } }
        : { status: 'DONE' as const, modelId: { lte: comparedWith } };
    return this.database.read.goldenQuestion.findMany({
      where: { workspaceId, use: 'GATE', OR: [{ trainDataId: null }, { trainData }] },
      select: { id: true, question: true, answer: true },
      orderBy: { id: 'asc' },
    });
  }

  /** By text. @param comparedWith the version that is live, if there is one */
  async pairsToLearn(workspaceId: string, comparedWith: number | null): Promise<PairToLearn[]> {
    return this.database.read.$queryRaw<PairToLearn[]>`
      SELECT g."trainDataId", g."question", g."answer",
             g."origin" = 'PAIR' AND (t."status" = 'PROCESSING' OR coalesce(t."modelId" > ${comparedWith ?? 0}, true)) AS "unproven"
        FROM "GoldenQuestion" g JOIN "TrainData" t ON t."id" = g."trainDataId"
       WHERE g."workspaceId" = ${workspaceId}::uuid AND g."use" = 'LEARN' AND g."answer" IS NOT NULL
         AND t."workspaceId" = g."workspaceId" AND t."status" IN ('PROCESSING', 'DONE')
       ORDER BY g."trainDataId"`;
  }
}

/** Prisma makes a pattern of it as it is. */
function escapeLike(words: string): string {
  return words.replace(/[\\%_]/gu, '\\$&');
}

/** Two that store the same questions at once wait for each other in this order. */
function inOneOrder<T extends { hash: string }>(items: T[]): T[] {
  return [...items].sort((a, b) => (a.hash < b.hash ? -1 : 1));
}
