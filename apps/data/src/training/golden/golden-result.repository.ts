import { Inject, Injectable } from '@nestjs/common';
import type { DifferingGolden } from '@personal-assistant/contracts';
import { Database } from '../../database/database.js';
import { Prisma } from '../../database/generated/client.js';
import type { Tx } from '../../database/tx.js';

export interface NewGoldenResult {
  modelId: number;
  goldenId: number;
  question: string;
  expected?: string;
  answer?: string;
  right: boolean;
  trainDataId?: number;
  citedIds?: number[];
}

/** Of the golden questions that two versions were asked. */
export interface GoldenCounts {
  askedA: number;
  askedB: number;
  both: number;
  rightA: number;
  rightB: number;
}

interface DifferingRow {
  id: number;
  question: string;
  expected: string | null;
  answerA: string | null;
  rightA: boolean;
  answerB: string | null;
  rightB: boolean;
  quotes: number[];
}

/** What each version does with the golden questions. */
@Injectable()
export class GoldenResultRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * In the place of what a version did with the same questions before. Left out is what was deleted, withdrawn, or is of
   * another workspace.
   */
  async put(tx: Tx, workspaceId: string, results: NewGoldenResult[]): Promise<void> {
    // The lock: a text that is withdrawn at this moment is withdrawn before, or finds what was stored.
    await tx.db.$executeRaw`
      WITH given AS (
        SELECT r.* FROM jsonb_to_recordset(${JSON.stringify(results)}::jsonb)
               AS r("modelId" int, "goldenId" int, "question" text, "expected" text, "answer" text, "right" boolean, "trainDataId" int, "citedIds" jsonb)),
      texts AS MATERIALIZED (
        SELECT t."id" FROM "TrainData" t
         WHERE t."workspaceId" = ${workspaceId}::uuid AND t."status" <> 'WITHDRAWN' AND t."id" IN (SELECT "trainDataId" FROM given)
         ORDER BY t."id" FOR SHARE)
      INSERT INTO "GoldenResult" ("modelId", "goldenId", "question", "expected", "answer", "right", "trainDataId", "citedIds")
      SELECT r."modelId", r."goldenId", r."question", r."expected", r."answer", r."right", r."trainDataId",
             ARRAY(SELECT jsonb_array_elements_text(r."citedIds")::int)
        FROM given r JOIN "GoldenQuestion" g ON g."id" = r."goldenId" AND g."workspaceId" = ${workspaceId}::uuid
        JOIN "Model" m ON m."id" = r."modelId" AND m."workspaceId" = g."workspaceId"
       WHERE r."trainDataId" IS NULL OR r."trainDataId" IN (SELECT "id" FROM texts)
      ON CONFLICT ("modelId", "goldenId") DO UPDATE
         SET "question" = EXCLUDED."question", "expected" = EXCLUDED."expected", "answer" = EXCLUDED."answer",
             "right" = EXCLUDED."right", "trainDataId" = EXCLUDED."trainDataId", "citedIds" = EXCLUDED."citedIds"`;
  }

  /** Whether the versions are of one workspace is for the caller to check. */
  async compare(a: number, b: number): Promise<GoldenCounts> {
    const [row] = await this.database.read.$queryRaw<GoldenCounts[]>`
      SELECT (SELECT count(*)::int FROM "GoldenResult" WHERE "modelId" = ${a}) AS "askedA",
             (SELECT count(*)::int FROM "GoldenResult" WHERE "modelId" = ${b}) AS "askedB",
             count(*)::int AS "both", (count(*) FILTER (WHERE a."right"))::int AS "rightA",
             (count(*) FILTER (WHERE b."right"))::int AS "rightB"
        FROM ${sameQuestions(a, b)}`;
    return row ?? { askedA: 0, askedB: 0, both: 0, rightA: 0, rightB: 0 };
  }

  /** Those that one of two versions has right and the other wrong, by id; and the texts whose words they are. */
  async differing(a: number, b: number): Promise<{ items: DifferingGolden[]; quotes: number[] }> {
    const rows = await this.database.read.$queryRaw<DifferingRow[]>`
      SELECT a."goldenId" AS "id", a."question", a."expected", a."answer" AS "answerA", a."right" AS "rightA",
             b."answer" AS "answerB", b."right" AS "rightB",
             array_remove(a."citedIds" || b."citedIds" || ARRAY[a."trainDataId", b."trainDataId", g."trainDataId"], NULL) AS "quotes"
        FROM ${sameQuestions(a, b)} JOIN "GoldenQuestion" g ON g."id" = a."goldenId"
       WHERE a."right" <> b."right" ORDER BY a."goldenId"`;
    const items = rows.map(({ id, question, expected, answerA, rightA, answerB, rightB }) => ({
      id,
      question,
      expected: expected ?? undefined,
      a: { answer: answerA ?? undefined, right: rightA },
      b: { answer: answerB ?? undefined, right: rightB },
    }));
    return { items, quotes: [...new Set(rows.flatMap(({ quotes }) => quotes))] };
  }
}

/** Results `a` and `b` of two versions for the same question with the same right answer. */
function sameQuestions(a: number, b: number): Prisma.Sql {
  return Prisma.sql`"GoldenResult" a JOIN "GoldenResult" b ON b."modelId" = ${b} AND b."goldenId" = a."goldenId"
    AND b."question" = a."question" AND b."expected" IS NOT DISTINCT FROM a."expected" AND a."modelId" = ${a}`;
}
