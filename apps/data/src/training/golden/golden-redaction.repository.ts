import { Injectable } from '@nestjs/common';
import type { GoldenReport } from '@personal-assistant/contracts';
import { Prisma } from '../../database/generated/client.js';
import type { Tx } from '../../database/tx.js';

/** A pair that is taken back, as it may stand in what versions did with a question. */
export interface TakenPair {
  /** `textHash` of its question. */
  hash: string;
  answer: string;
}

/** Takes the words of texts that are taken back out of what versions did with golden questions. The workspace is locked. */
@Injectable()
export class GoldenRedactionRepository {
  /** Pairs among the texts. */
  async pairsOf(tx: Tx, ids: number[]): Promise<{ question: string; answer: string }[]> {
    return tx.db.$queryRaw<{ question: string; answer: string }[]>`
      SELECT "question", "answer" FROM "TrainData" WHERE "id" = ANY(${ids}::int[]) AND "question" IS NOT NULL AND "answer" IS NOT NULL`;
  }

  /**
   * To be called while the golden questions of the texts are still there: whatever was asked because of a text goes, what was
   * read from it, and what it said about a question that another text has answered since.
   *
   * @returns versions whose report lost something
   */
  async redact(tx: Tx, workspaceId: string, ids: number[], pairs: TakenPair[]): Promise<number[]> {
    const gone = goneQuestions(workspaceId, ids, pairs);
    await tx.db.$executeRaw`
      WITH gone AS MATERIALIZED (${gone})
      DELETE FROM "GoldenResult" r USING "Model" m
       WHERE m."id" = r."modelId" AND m."workspaceId" = ${workspaceId}::uuid
         AND (r."trainDataId" = ANY(${ids}::int[]) OR r."citedIds" && ${ids}::int[] OR EXISTS (
              SELECT 1 FROM gone WHERE gone."id" = r."goldenId" AND (gone."said" IS NULL OR starts_with(gone."said", r."expected"))))`;
    const rows = await tx.db.$queryRaw<{ id: number }[]>`
      WITH gone AS MATERIALIZED (${gone}),
      judged AS (
        SELECT m."id", one."i", one."n", ${readFrom(ids, Prisma.sql`one."i"->'candidate'`)} OR ${readFrom(ids, Prisma.sql`one."i"->'live'`)} OR EXISTS (
               SELECT 1 FROM gone WHERE gone."id" = (one."i"->>'id')::int
                  AND (gone."said" IS NULL OR starts_with(gone."said", one."i"->>'expected'))) AS "goes"
          FROM "Model" m CROSS JOIN LATERAL jsonb_array_elements(
               CASE WHEN jsonb_typeof(m."golden"->'items') = 'array' THEN m."golden"->'items' ELSE '[]' END) WITH ORDINALITY AS one("i", "n")
         WHERE m."workspaceId" = ${workspaceId}::uuid),
      items AS (
        SELECT "id", coalesce(jsonb_agg("i" ORDER BY "n") FILTER (WHERE "goes" IS NOT TRUE), '[]') AS "left"
          FROM judged GROUP BY "id" HAVING bool_or("goes")),
      examples AS (
        SELECT m."id" FROM "Model" m WHERE m."workspaceId" = ${workspaceId}::uuid
           AND ${anyOf(ids, Prisma.sql`m."golden"->'doubtExample'->'trainDataIds'`)})
      UPDATE "Model" m SET "golden" =
             (CASE WHEN e."id" IS NULL THEN m."golden" ELSE m."golden" - 'doubtExample' END)
             || (CASE WHEN i."id" IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('items', i."left") END)
        FROM items i FULL JOIN examples e ON e."id" = i."id"
       WHERE m."id" = coalesce(i."id", e."id")
      RETURNING m."id"`;
    return rows.map(({ id }) => id);
  }

  /** A report without what was taken back or deleted while its training ran. */
  async withoutTaken(tx: Tx, workspaceId: string, report: GoldenReport): Promise<GoldenReport> {
    const { doubtExample, ...rest } = report;
    const items = report.items.map((item) => ({ item, read: [...readBy(item.candidate), ...readBy(item.live)] }));
    const texts = [...new Set([...items.flatMap(({ read }) => read), ...(doubtExample?.trainDataIds ?? [])])];
    const [kept, withdrawn] = await Promise.all([
      tx.db.goldenQuestion.findMany({
        where: { workspaceId, id: { in: report.items.map(({ id }) => id) } },
        select: { id: true },
      }),
      tx.db.trainData.findMany({
        where: { workspaceId, id: { in: texts }, status: 'WITHDRAWN' },
        select: { id: true },
      }),
    ]);
    const [asked, gone] = [new Set(kept.map(({ id }) => id)), new Set(withdrawn.map(({ id }) => id))];
    return {
      ...rest,
      ...(doubtExample && !doubtExample.trainDataIds.some((id) => gone.has(id)) ? { doubtExample } : {}),
      items: items
        .filter(({ item, read }) => asked.has(item.id) && !read.some((id) => gone.has(id)))
        .map(({ item }) => item),
    };
  }
}

/** `said` `null`: the question goes with its text; else only where that is called right. */
function goneQuestions(workspaceId: string, ids: number[], pairs: TakenPair[]): Prisma.Sql {
  return Prisma.sql`
    SELECT g."id", NULL AS "said" FROM "GoldenQuestion" g WHERE g."trainDataId" = ANY(${ids}::int[])
    UNION ALL
    SELECT g."id", p."answer" FROM "GoldenQuestion" g JOIN jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS p("hash" text, "answer" text)
        ON p."hash" = g."hash" WHERE g."workspaceId" = ${workspaceId}::uuid`;
}

/** Whether what a version said was read from one of the texts. @param side of an item */
function readFrom(ids: number[], side: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(coalesce((${side}->>'trainDataId')::int = ANY(${ids}::int[]), false) OR ${anyOf(ids, Prisma.sql`${side}->'citedIds'`)})`;
}

/** @param list an array of ids, or nothing */
function anyOf(ids: number[], list: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT 1 FROM jsonb_array_elements_text(CASE WHEN jsonb_typeof(${list}) = 'array' THEN ${list} ELSE '[]' END) AS e("id")
    WHERE e."id"::int = ANY(${ids}::int[]))`;
}

function readBy(side: GoldenReport['items'][number]['live']): number[] {
  if (!side) return [];
  return [...(side.trainDataId === undefined ? [] : [side.trainDataId]), ...(side.citedIds ?? [])];
}
