import { Injectable } from '@nestjs/common';
import { modelMetricsSchema } from '@personal-assistant/contracts';
import type { Tx } from '../database/tx.js';

/** A version whose files hold a withdrawn text. */
export interface Holder {
  id: number;
  name: string;
  live: boolean;
  weights: boolean;
}

/** Versions in which texts that were taken back still are. */
@Injectable()
export class HolderRepository {
  /**
   * Versions of the workspace whose files are there and that were made while one of the withdrawn texts was taught, newest first.
   * One that is being deleted is among them until its files are gone.
   */
  async find(tx: Tx, workspaceId: string, trainDataIds: number[]): Promise<Holder[]> {
    const rows = await tx.db.$queryRaw<(Omit<Holder, 'weights'> & { metrics: unknown })[]>`
      SELECT m."id", m."name", m."live", m."metrics" FROM "Model" m
       WHERE m."workspaceId" = ${workspaceId}::uuid AND m."directory" IS NOT NULL AND m."removedAt" IS NULL
         AND EXISTS (SELECT 1 FROM "TrainData" t WHERE t."id" = ANY(${trainDataIds}::int[]) AND t."workspaceId" = m."workspaceId"
                        AND t."status" = 'WITHDRAWN' AND m."id" BETWEEN t."modelId" AND t."lastModelId")
       ORDER BY m."id" DESC`;
    return rows.map(({ metrics, ...version }) => ({ ...version, weights: wasFineTuned(metrics) }));
  }
}

/**
 * Any taught text may be in what a reader or a language model is fine-tuned on: as a pair, as the passage that answers one, or as a passage that
 * does not. Which ones were is not kept, so every fine-tuned version counts.
 */
function wasFineTuned(metrics: unknown): boolean {
  const parsed = modelMetricsSchema.safeParse(metrics);
  if (!parsed.success) return false;
  const { learned, adapted } = parsed.data;
  return (learned?.epochs ?? 0) > 0 || (adapted?.steps ?? 0) > 0;
}
