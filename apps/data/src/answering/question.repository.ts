import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { QuestionStatus, SubmitAnswer } from '@personal-assistant/contracts';
import { Database } from '../database/database.js';
import { Prisma } from '../database/generated/client.js';
import type { Tx } from '../database/tx.js';

const VIEW = {
  askedBy: true,
  chat: true,
  feedback: { select: { userId: true, value: true } },
  answer: {
    include: {
      model: true,
      sources: {
        orderBy: { position: 'asc' },
        include: { trainData: { include: { taughtBy: true, decidedBy: true } } },
      },
    },
  },
} as const satisfies Prisma.QuestionInclude;
export type QuestionRecord = Prisma.QuestionGetPayload<{ include: typeof VIEW }>;

/** What is needed to change a question's state, without all that is shown with it. */
export type LockedQuestion = Pick<
  QuestionRecord,
  'id' | 'workspaceId' | 'text' | 'status' | 'askedById' | 'chatId' | 'attempts' | 'correlationId'
>;

export interface NewQuestion {
  workspaceId: string;
  text: string;
  askedById: string;
  chatId?: string;
  messageId?: bigint | null;
  correlationId: string;
  previous?: PreviousQuestion;
}

/** The question that another one follows up. */
export interface PreviousQuestion {
  id: string;
  /** The new one is a reply to it, and not merely asked soon after. */
  replied: boolean;
}

@Injectable()
export class QuestionRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  async insert(tx: Tx, question: NewQuestion, deadlineMs: number): Promise<string> {
    const id = randomUUID();
    await tx.db.$executeRaw`
      INSERT INTO "Question" ("id", "workspaceId", "text", "askedById", "chatId", "messageId", "previousId", "replied", "correlationId", "deadlineAt")
      VALUES (${id}::uuid, ${question.workspaceId}::uuid, ${question.text}, ${question.askedById}::uuid, ${question.chatId ?? null}::uuid,
              ${question.messageId ?? null}::bigint, ${question.previous?.id ?? null}::uuid, ${question.previous?.replied ?? false},
              ${question.correlationId}, now() + make_interval(secs => ${deadlineMs / 1000}))`;
    return id;
  }

  find(workspaceId: string, id: string): Promise<QuestionRecord | null> {
    return this.database.read.question.findFirst({ where: { id, workspaceId }, include: VIEW });
  }

  /** Whether an answer is still to come, and nothing else of it. */
  async isPending(id: string): Promise<boolean> {
    const rows = await this.database.read.$queryRaw<
      unknown[]
    >`SELECT 1 FROM "Question" WHERE "id" = ${id}::uuid AND "status" = 'PENDING'`;
    return rows.length > 0;
  }

  /** All that answering it needs, in one query: the live version of its workspace, and the question before. */
  findToAnswer(id: string) {
    return this.database.read.question.findUnique({
      where: { id },
      select: {
        workspaceId: true,
        text: true,
        status: true,
        replied: true,
        previous: {
          select: {
            workspaceId: true,
            text: true,
            understoodAs: true,
            answer: {
              select: {
                abstained: true,
                text: true,
                form: true,
                sources: {
                  select: {
                    trainDataId: true,
                    quote: true,
                    start: true,
                    said: true,
                    trainData: { select: { status: true } },
                  },
                  orderBy: { position: 'asc' },
                },
              },
            },
          },
        },
        workspace: {
          select: {
            withdrawals: true,
            models: {
              where: { live: true },
              select: { id: true, workspaceId: true, directory: true, manifestSha256: true },
            },
          },
        },
      },
    });
  }

  findIn(tx: Tx, id: string): Promise<QuestionRecord | null> {
    return tx.db.question.findUnique({ where: { id }, include: VIEW });
  }

  async findByMessage(tx: Tx, workspaceId: string, messageId: bigint): Promise<string | undefined> {
    const row = await tx.db.question.findFirst({ where: { workspaceId, messageId }, select: { id: true } });
    return row?.id;
  }

  /** What somebody asked last in a chat, at most `seconds` ago, in the same topic. */
  async findLastAsked(
    tx: Tx,
    { chatId, askedById, topicId }: { chatId: string; askedById: string; topicId: number | null },
    seconds: number,
  ): Promise<string | undefined> {
    const rows = await tx.db.$queryRaw<{ id: string }[]>`
      SELECT q."id" FROM "Question" q JOIN "ChatMessage" m ON m."id" = q."messageId"
       WHERE q."askedById" = ${askedById}::uuid AND q."chatId" = ${chatId}::uuid
         AND q."createdAt" > now() - make_interval(secs => ${seconds}) AND m."topicId" IS NOT DISTINCT FROM ${topicId}::int
       ORDER BY q."createdAt" DESC LIMIT 1`;
    return rows[0]?.id;
  }

  /** Keeps others from answering it until the end of the transaction. */
  async lock(tx: Tx, id: string): Promise<LockedQuestion | undefined> {
    const [row] = await tx.db.$queryRaw<LockedQuestion[]>`
      SELECT "id", "workspaceId", "text", "status", "askedById", "chatId", "attempts", "correlationId"
        FROM "Question" WHERE "id" = ${id}::uuid FOR UPDATE`;
    return row;
  }

  /** Newest first. */
  async list(
    workspaceId: string,
    filter: { status?: QuestionStatus; askedById?: string; limit: number; after?: string },
  ): Promise<QuestionRecord[]> {
    const { status, askedById, limit, after } = filter;
    const last =
      after === undefined ? null : await this.database.read.question.findFirst({ where: { id: after, workspaceId } });
    const older = last && {
      OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: last.id } }],
    };
    return this.database.read.question.findMany({
      where: { workspaceId, status, askedById, ...(older ?? {}) },
      include: VIEW,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
  }

  /** Answer, sources and state in one statement: a person waits for it. */
  async answer(tx: Tx, id: string, answer: SubmitAnswer): Promise<void> {
    const { text, abstained, confidence, modelId, ms, sources, form = 'ANSWER', understoodAs } = answer;
    const embedding = abstained && answer.embedding ? JSON.stringify(answer.embedding) : null;
    await tx.db.$executeRaw`
      WITH answered AS (
        UPDATE "Question" SET "status" = 'ANSWERED', "unanswered" = ${abstained}, "understoodAs" = ${understoodAs ?? null}, "embedding" = ${embedding}::jsonb,
               "finishedAt" = now()
         WHERE "id" = ${id}::uuid RETURNING "id"),
      said AS (
        INSERT INTO "Answer" ("questionId", "text", "form", "abstained", "confidence", "modelId", "ms")
        SELECT "id", ${text}, ${form}::"AnswerForm", ${abstained}, ${confidence}::float8, ${modelId}::int, ${ms}::float8 FROM answered
        RETURNING "questionId")
      INSERT INTO "AnswerSource" ("questionId", "position", "trainDataId", "quote", "start", "said")
      SELECT said."questionId", s."place" - 1, s."trainDataId", s."quote", s."start", nullif(s."answer", '')
        FROM said CROSS JOIN unnest(${sources.map(({ trainDataId }) => trainDataId)}::int[], ${sources.map(({ quote }) => quote)}::text[],
                                    ${sources.map(({ start }) => start)}::int[], ${sources.map((source) => source.answer ?? '')}::text[])
             WITH ORDINALITY AS s("trainDataId", "quote", "start", "answer", "place")`;
  }

  async fail(tx: Tx, id: string, error: string): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "Question" SET "status" = 'FAILED', "unanswered" = true, "error" = ${error}, "finishedAt" = now() WHERE "id" = ${id}::uuid`;
  }

  /** Somebody works on it: the sweeper does not publish it again for a while. */
  async touch(tx: Tx, id: string): Promise<void> {
    await tx.db.$executeRaw`UPDATE "Question" SET "publishedAt" = now() WHERE "id" = ${id}::uuid`;
  }

  /** Another try, with a new deadline. */
  async requeue(tx: Tx, id: string, deadlineMs: number, attempts?: number): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "Question" SET "status" = 'PENDING', "attempts" = coalesce(${attempts ?? null}::int, "attempts" + 1), "error" = NULL,
             "finishedAt" = NULL, "publishedAt" = now(), "publishCount" = 1, "deadlineAt" = now() + make_interval(secs => ${deadlineMs / 1000})
       WHERE "id" = ${id}::uuid`;
  }

  /**
   * Ids among `ids` that may be quoted: of this workspace, learned, not withdrawn; and they are not withdrawn before the end of
   * the transaction, so what quotes them is there when a withdrawal looks for it.
   */
  async quotable(tx: Tx, workspaceId: string, ids: number[]): Promise<Map<number, string>> {
    const rows = await tx.db.$queryRaw<{ id: number; text: string }[]>`
      SELECT "id", "text" FROM "TrainData"
       WHERE "workspaceId" = ${workspaceId}::uuid AND "id" = ANY(${ids}::int[]) AND "status" = 'DONE' ORDER BY "id" FOR SHARE`;
    return new Map(rows.map(({ id, text }) => [id, text]));
  }

  /** One of them was withdrawn, perhaps since the question was claimed. */
  async anyWithdrawn(tx: Tx, workspaceId: string, ids: number[]): Promise<boolean> {
    return (await tx.db.trainData.count({ where: { workspaceId, id: { in: ids }, status: 'WITHDRAWN' } })) > 0;
  }

  async isOverdue(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.db.$queryRaw<
      unknown[]
    >`SELECT 1 FROM "Question" WHERE "id" = ${id}::uuid AND "deadlineAt" < now()`;
    return rows.length > 0;
  }

  async findOverdue(): Promise<string[]> {
    const rows = await this.database.read.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Question" WHERE "status" = 'PENDING' AND "deadlineAt" < now() ORDER BY "deadlineAt" LIMIT 200`;
    return rows.map(({ id }) => id);
  }
}
