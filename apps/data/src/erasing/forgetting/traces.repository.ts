import { Injectable } from '@nestjs/common';
import { type RichText, richTextSchema } from '@personal-assistant/contracts';
import type { Tx } from '../../database/tx.js';
import { type ForgettingRecord, privateChat } from './forgetting.repository.js';
import { FORGOTTEN_NAME, FORGOTTEN_WORDS } from './texts.js';

const NO_WORDS: RichText = [{ text: FORGOTTEN_WORDS }];

/** A message that was changed, for whoever shows it. */
export interface ChangedMessage {
  id: bigint;
  channel: string;
  room: 'MEMBERS' | 'APPROVERS';
}

export interface ErasedQuestion {
  id: string;
  text: string;
  /** A follow-up as it was written out. */
  understoodAs: string | null;
  gapId: number | null;
  pending: boolean;
}

/** What a person left in the tables of a workspace. Each step takes up to `limit` rows, and finds none once it is done. */
@Injectable()
export class TracesRepository {
  async nextTexts(tx: Tx, { workspaceId, userId, createdAt }: ForgettingRecord, limit: number): Promise<number[]> {
    const rows = await tx.db.$queryRaw<{ id: number }[]>`
      SELECT "id" FROM "TrainData" WHERE "workspaceId" = ${workspaceId}::uuid AND "taughtById" = ${userId}::uuid
         AND "text" <> ${FORGOTTEN_WORDS} AND "createdAt" <= ${createdAt} ORDER BY "id" LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  /** What is left of a text is its number, for the versions that hold it to pass it over. */
  async eraseTexts(tx: Tx, ids: number[]): Promise<void> {
    await tx.db.$executeRaw`
      UPDATE "TrainData" SET "text" = ${FORGOTTEN_WORDS}, "question" = NULL, "answer" = NULL, "hash" = '', "wordsHash" = '', "link" = NULL,
             "similar" = '[]', "rejectReason" = NULL, "chatId" = NULL, "messageId" = NULL, "topicId" = NULL, "correctsId" = NULL
       WHERE "id" = ANY(${ids}::int[])`;
    await tx.db.$executeRaw`DELETE FROM "TextSketch" WHERE "trainDataId" = ANY(${ids}::int[])`;
    // Why one was rejected may be said in its words.
    await tx.db.$executeRaw`
      UPDATE "AuditLog" SET "detail" = "detail" - 'reason'
       WHERE "subject" = ANY(${ids.map((id) => `train-data:${id}`)}::text[]) AND "detail" ? 'reason'`;
  }

  /** Deletes questions with their answers; a button under an answer has nothing to act on any more. */
  async eraseQuestions(tx: Tx, forgetting: ForgettingRecord, limit: number): Promise<ErasedQuestion[]> {
    const { workspaceId, userId, createdAt } = forgetting;
    const rows = await tx.db.$queryRaw<ErasedQuestion[]>`
      SELECT "id", "text", "understoodAs", "gapId", "status" = 'PENDING' AS "pending" FROM "Question"
       WHERE "workspaceId" = ${workspaceId}::uuid AND "askedById" = ${userId}::uuid AND "createdAt" <= ${createdAt}
       ORDER BY "id" LIMIT ${limit} FOR UPDATE`;
    const ids = rows.map(({ id }) => id);
    await tx.db.$executeRaw`
      UPDATE "ChatMessage" m SET "buttons" = '[]' FROM "Question" q
       WHERE q."id" = ANY(${ids}::uuid[]) AND m."chatId" = q."chatId" AND m."key" = 'question:' || q."id" || ':reply'`;
    await tx.db.$executeRaw`DELETE FROM "AnswerSource" WHERE "questionId" = ANY(${ids}::uuid[])`;
    await tx.db.$executeRaw`DELETE FROM "Answer" WHERE "questionId" = ANY(${ids}::uuid[])`;
    await tx.db.$executeRaw`DELETE FROM "Question" WHERE "id" = ANY(${ids}::uuid[])`;
    return rows;
  }

  async eraseFeedback(tx: Tx, { workspaceId, userId }: ForgettingRecord): Promise<void> {
    await tx.db.$executeRaw`
      DELETE FROM "Feedback" f USING "Question" q
       WHERE f."userId" = ${userId}::uuid AND q."id" = f."questionId" AND q."workspaceId" = ${workspaceId}::uuid`;
  }

  /** What they wrote, and both sides of a private chat. What is said about the forgetting itself stays. */
  async eraseMessages(tx: Tx, forgetting: ForgettingRecord, limit: number): Promise<ChangedMessage[]> {
    const { workspaceId, userId, person, createdAt } = forgetting;
    const nothing = JSON.stringify(NO_WORDS);
    return tx.db.$queryRaw<ChangedMessage[]>`
      UPDATE "ChatMessage" m SET "text" = ${nothing}::jsonb, "buttons" = '[]', "editedAt" = now() FROM "Chat" c
       WHERE c."id" = m."chatId" AND m."id" IN (
             SELECT m."id" FROM "ChatMessage" m JOIN "Chat" c ON c."id" = m."chatId"
              WHERE c."workspaceId" = ${workspaceId}::uuid AND m."authorId" = ${userId}::uuid AND m."createdAt" <= ${createdAt}
                AND m."text" <> ${nothing}::jsonb
             UNION
             SELECT m."id" FROM "ChatMessage" m JOIN "Chat" c ON c."id" = m."chatId"
              WHERE ${privateChat(workspaceId, person)} AND m."key" NOT LIKE 'forgetting:%' AND m."createdAt" <= ${createdAt}
                AND m."text" <> ${nothing}::jsonb
              LIMIT ${limit})
      RETURNING m."id", c."channel", c."room"`;
  }

  /**
   * Commands of theirs that were processed: what is left is the id, so that none is taken twice. And what others' commands tell
   * about messages of theirs that they replied to.
   */
  async eraseCommands(tx: Tx, forgetting: ForgettingRecord, limit: number): Promise<number> {
    const { workspaceId, person, channel, createdAt } = forgetting;
    const sender = JSON.stringify({ id: 'forgotten', displayName: FORGOTTEN_NAME, anonymous: false });
    const own = await tx.db.$executeRaw`
      UPDATE "Command" SET "status" = 'PROCESSED', "lastError" = NULL, "payload" = jsonb_build_object(
             'id', "externalId", 'channel', ${channel}::text, 'chat', '{"id":"0","type":"private"}'::jsonb, 'sender', ${sender}::jsonb,
             'message', '{"id":"0"}'::jsonb, 'command', '{"kind":"UNKNOWN","name":"forgotten"}'::jsonb)
       WHERE "id" IN (SELECT "id" FROM "Command" WHERE "payload"->'sender'->>'id' = ${person.externalId} AND "payload"->>'channel' = ${channel}::text
                         AND "workspaceId" = ${workspaceId}::uuid AND "status" <> 'RECEIVED' AND "createdAt" <= ${createdAt} LIMIT ${limit})`;
    const others = await tx.db.$executeRaw`
      UPDATE "Command" SET "payload" = "payload" #- '{replyTo,sender}' #- '{replyTo,text}'
       WHERE "id" IN (SELECT "id" FROM "Command" WHERE "payload"->'replyTo'->'sender'->>'id' = ${person.externalId} AND "payload"->>'channel' = ${channel}::text
                         AND "workspaceId" = ${workspaceId}::uuid AND "status" <> 'RECEIVED' AND "createdAt" <= ${createdAt} LIMIT ${limit})`;
    return Math.max(own, others);
  }

  /** Something that they sent before is still to be processed. */
  async hasOpenCommand(tx: Tx, { person, channel, createdAt }: ForgettingRecord): Promise<boolean> {
    const rows = await tx.db.$queryRaw<unknown[]>`
      SELECT 1 FROM "Command" WHERE "payload"->'sender'->>'id' = ${person.externalId} AND "payload"->>'channel' = ${channel}::text
         AND "status" = 'RECEIVED' AND "createdAt" <= ${createdAt} LIMIT 1`;
    return rows.length > 0;
  }

  /** Messages of ours, oldest first, after the cursor. */
  async pageOfOurs(tx: Tx, { workspaceId, cursor }: ForgettingRecord, limit: number) {
    const rows = await tx.db.$queryRaw<(ChangedMessage & { key: string; text: unknown })[]>`
      SELECT m."id", m."key", m."text", c."channel", c."room" FROM "ChatMessage" m JOIN "Chat" c ON c."id" = m."chatId"
       WHERE c."workspaceId" = ${workspaceId}::uuid AND m."authorId" IS NULL AND m."id" > ${cursor} ORDER BY m."id" LIMIT ${limit}`;
    return rows.map((row) => ({ ...row, text: richTextSchema.parse(row.text) }));
  }

  /** Changes what is stored and shown on the page; nothing is sent. */
  async rewrite(tx: Tx, id: bigint, text: RichText): Promise<void> {
    await tx.db.$executeRaw`UPDATE "ChatMessage" SET "text" = ${JSON.stringify(text)}::jsonb WHERE "id" = ${id}`;
  }

  /** What stands in a version's row: who cancelled it, and golden questions that are gone. */
  async eraseFromModels(tx: Tx, { workspaceId, person }: ForgettingRecord): Promise<void> {
    if (!person.fixed) {
      await tx.db.$executeRaw`
        UPDATE "Model" SET "error" = ${`Cancelled by ${FORGOTTEN_NAME}.`}
         WHERE "workspaceId" = ${workspaceId}::uuid AND "error" = ${`Cancelled by ${person.displayName}.`}`;
    }
    await tx.db.$executeRaw`
      UPDATE "Model" m SET "golden" = jsonb_set(m."golden", '{items}', (
             SELECT coalesce(jsonb_agg(i ORDER BY n), '[]') FROM jsonb_array_elements(m."golden"->'items') WITH ORDINALITY AS one(i, n)
              WHERE EXISTS (SELECT 1 FROM "GoldenQuestion" g WHERE g."id" = (i->>'id')::int)))
       WHERE m."workspaceId" = ${workspaceId}::uuid AND jsonb_typeof(m."golden"->'items') = 'array'
         AND EXISTS (SELECT 1 FROM jsonb_array_elements(m."golden"->'items') i
                      WHERE NOT EXISTS (SELECT 1 FROM "GoldenQuestion" g WHERE g."id" = (i->>'id')::int))`;
  }
}
