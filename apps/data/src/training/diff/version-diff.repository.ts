import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** Two built versions of one workspace. */
export interface VersionSpan {
  workspaceId: string;
  earlier: { id: number; createdAt: Date };
  later: { id: number; createdAt: Date };
}

/** Unit: characters. */
const SHOWN = 200;

/** What one version knows and another does not. */
@Injectable()
export class VersionDiffRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Texts that only the later one knows: those that it, or a version between the two, learned first. Newest first, and of each
   * its beginning.
   */
  learnedBetween(
    { workspaceId, earlier, later }: VersionSpan,
    { limit, after }: { limit: number; after?: number },
  ): Promise<{ id: number; text: string }[]> {
    return this.database.read.$queryRaw<{ id: number; text: string }[]>`
      SELECT t."id", CASE WHEN length(t."text") > ${SHOWN} THEN left(t."text", ${SHOWN}) || '…' ELSE t."text" END AS "text"
        FROM "TrainData" t
       WHERE t."workspaceId" = ${workspaceId}::uuid AND t."status" = 'DONE' AND t."modelId" > ${earlier.id} AND t."modelId" <= ${later.id}
         AND t."id" < ${after ?? 2_147_483_647}
       ORDER BY t."id" DESC LIMIT ${limit}`;
  }

  countLearnedBetween({ workspaceId, earlier, later }: VersionSpan): Promise<number> {
    const modelId = { gt: earlier.id, lte: later.id };
    return this.database.read.trainData.count({ where: { workspaceId, status: 'DONE', modelId } });
  }

  /** Texts that the earlier one was built with, and the later one not any more. */
  countWithdrawnBetween({ workspaceId, earlier, later }: VersionSpan): Promise<number> {
    const withdrawnAt = { gte: earlier.createdAt, lt: later.createdAt };
    return this.database.read.trainData.count({
      where: { workspaceId, status: 'WITHDRAWN', modelId: { lte: earlier.id }, withdrawnAt },
    });
  }
}
