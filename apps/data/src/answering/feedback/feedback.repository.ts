import { Inject, Injectable } from '@nestjs/common';
import type { FeedbackValue } from '@personal-assistant/contracts';
import { Database } from '../../database/database.js';
import type { Tx } from '../../database/tx.js';

export interface GivenFeedback {
  questionId: string;
  userId: string;
  value: FeedbackValue;
  modelId: number | null;
}

@Injectable()
export class FeedbackRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** What somebody says about answers, by question. */
  async wordsOf(workspaceId: string, userId: string, questionIds: string[]): Promise<Map<string, FeedbackValue>> {
    const words = await this.database.read.feedback.findMany({
      where: { userId, questionId: { in: questionIds }, question: { workspaceId } },
      select: { questionId: true, value: true },
    });
    return new Map(words.map(({ questionId, value }) => [questionId, value]));
  }

  /** @returns whether it is new, or another word than before */
  async put(tx: Tx, { questionId, userId, value, modelId }: GivenFeedback): Promise<boolean> {
    const changed = await tx.db.$executeRaw`
      INSERT INTO "Feedback" AS f ("questionId", "userId", "value", "modelId")
      VALUES (${questionId}::uuid, ${userId}::uuid, ${value}::"FeedbackValue", ${modelId}::int)
      ON CONFLICT ("questionId", "userId") DO UPDATE SET "value" = EXCLUDED."value", "modelId" = EXCLUDED."modelId", "updatedAt" = now()
       WHERE f."value" <> EXCLUDED."value"`;
    return changed > 0;
  }

  /** @returns whether this was what they had said */
  async remove(tx: Tx, { questionId, userId, value }: Omit<GivenFeedback, 'modelId'>): Promise<boolean> {
    const { count } = await tx.db.feedback.deleteMany({ where: { questionId, userId, value } });
    return count > 0;
  }
}
