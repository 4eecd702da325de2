import { Injectable } from '@nestjs/common';
import type { Tx } from '../../database/tx.js';
import { textHash } from '../../teaching/text-identity.js';

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
             (SELECT coalesce(q."understoodAs", q."text") FROM "Question" q WHERE q."gapId" = g."id"
                 AND coalesce(q."understoodAs", q."text") <> ALL(${texts}::text[]) ORDER BY q."createdAt" DESC LIMIT 1) AS "left"
        FROM "Gap" g WHERE g."id" = ANY(${gapIds}::int[]) AND g."workspaceId" = ${workspaceId}::uuid AND g."label" = ANY(${texts}::text[])
         FOR UPDATE OF g`;
    for (const { id, left, label } of named) {
      const { count } = await tx.db.goldenQuestion.deleteMany({
        where: { workspaceId, origin: 'ABSTENTION', question: label },
      });
      if (left !== null) {
        // Out of scope is what others asked, too: it stays so in their words.
        if (count > 0) {
          await tx.db.goldenQuestion.createMany({
            data: [
              { workspaceId, question: left, hash: textHash(left), answer: null, origin: 'ABSTENTION', use: 'GATE' },
            ],
            skipDuplicates: true,
          });
        }
        // Its own vector is not kept; the mean of all is near it.
        await tx.db.$executeRaw`UPDATE "Gap" SET "label" = ${left}, "labelVector" = "centroid" WHERE "id" = ${id}`;
        continue;
      }
      await tx.db.gap.delete({ where: { id } });
    }
    await tx.db.$executeRaw`
      UPDATE "Gap" g SET "count" = (SELECT count(*) FROM "Question" q WHERE q."gapId" = g."id")
       WHERE g."id" = ANY(${gapIds}::int[]) AND g."workspaceId" = ${workspaceId}::uuid`;
    return named;
  }
}
