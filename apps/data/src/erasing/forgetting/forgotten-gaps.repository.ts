import { Injectable } from '@nestjs/common';
import type { Tx } from '../../database/tx.js';

/** Unanswered questions of somebody who was forgotten, among those of others. */
@Injectable()
export class ForgottenGapsRepository {
  /**
   * Counts what is left in gaps that lost questions, and names those anew that are called by one of `texts`. A gap of which
   * nothing is left goes, and with it that it was said to be out of scope.
   *
   * @returns gaps whose cards show what is erased, with how many cards there are
   */
  async settle(
    tx: Tx,
    workspaceId: string,
    gapIds: number[],
    texts: string[],
  ): Promise<{ id: number; cards: number }[]> {
    const named = await tx.db.$queryRaw<{ id: number; cards: number; left: string | null; label: string }[]>`
      SELECT g."id", g."cards", g."label",
             (SELECT q."text" FROM "Question" q WHERE q."gapId" = g."id" AND q."text" <> ALL(${texts}::text[]) ORDER BY q."createdAt" DESC LIMIT 1) AS "left"
        FROM "Gap" g WHERE g."id" = ANY(${gapIds}::int[]) AND g."workspaceId" = ${workspaceId}::uuid AND g."label" = ANY(${texts}::text[])
         FOR UPDATE OF g`;
    for (const { id, left, label } of named) {
      if (left !== null) {
        // Its own vector is not kept; the mean of all is near it.
        await tx.db.$executeRaw`UPDATE "Gap" SET "label" = ${left}, "labelVector" = "centroid" WHERE "id" = ${id}`;
        continue;
      }
      await tx.db.goldenQuestion.deleteMany({ where: { workspaceId, origin: 'ABSTENTION', question: label } });
      await tx.db.gap.delete({ where: { id } });
    }
    await tx.db.$executeRaw`
      UPDATE "Gap" g SET "count" = (SELECT count(*) FROM "Question" q WHERE q."gapId" = g."id")
       WHERE g."id" = ANY(${gapIds}::int[]) AND g."workspaceId" = ${workspaceId}::uuid`;
    return named;
  }
}
