import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx.js';
import { MODEL_VIEW, type ModelRecord } from './model.repository.js';

/** The version that is to be live, and who asked for it (`null`: its training did). */
export interface Wish {
  modelId: number | null;
  by: { id: string; displayName: string } | null;
}

/** Which version of a workspace is live, and which one is to be. */
@Injectable()
export class VersionRepository {
  /**
   * Serialises what concerns the versions of a workspace as a whole: which of the built ones is live, kept, refused. What
   * only refers to the workspace need not wait. Whoever also locks a version that is being built does that first.
   */
  async lockWorkspace(tx: Tx, workspaceId: string): Promise<void> {
    await tx.db.$queryRaw`SELECT 1 FROM "Workspace" WHERE "id" = ${workspaceId}::uuid FOR NO KEY UPDATE`;
  }

  async wish(tx: Tx, workspaceId: string): Promise<Wish> {
    const { wantedModelId, wantedById } = await tx.db.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
    const by = wantedById === null ? null : await tx.db.user.findUnique({ where: { id: wantedById } });
    return { modelId: wantedModelId, by };
  }

  async want(tx: Tx, workspaceId: string, modelId: number | null, wantedById: string | null): Promise<void> {
    await tx.db.workspace.update({ where: { id: workspaceId }, data: { wantedModelId: modelId, wantedById } });
  }

  /**
   * One statement after the other, so that never two are live.
   *
   * @returns the versions that were live before
   */
  async makeLive(tx: Tx, workspaceId: string, id: number): Promise<ModelRecord[]> {
    const before = await tx.db.model.findMany({ where: { workspaceId, live: true }, include: MODEL_VIEW });
    await tx.db.$executeRaw`UPDATE "Model" SET "live" = false WHERE "workspaceId" = ${workspaceId}::uuid AND "live"`;
    await tx.db.$executeRaw`UPDATE "Model" SET "live" = true, "liveAt" = now() WHERE "id" = ${id}`;
    return before;
  }

  async setGate(tx: Tx, id: number, gate: 'PASSED' | 'ASKED', gateReason: string): Promise<void> {
    await tx.db.model.update({ where: { id }, data: { gate, gateReason } });
  }

  async closeGate(tx: Tx, id: number, gate: 'ACCEPTED' | 'DECLINED', gateDecidedById: string | null): Promise<void> {
    await tx.db.model.updateMany({ where: { id, gate: 'ASKED' }, data: { gate, gateDecidedById } });
  }

  /** Candidates older than `id` that the approvers were asked about. */
  waitingBefore(tx: Tx, workspaceId: string, id: number): Promise<ModelRecord[]> {
    return tx.db.model.findMany({ where: { workspaceId, gate: 'ASKED', id: { lt: id } }, include: MODEL_VIEW });
  }

  /** True when a version was built or is being built on what this one knows: its texts are known there too. */
  async hasLater(tx: Tx, workspaceId: string, id: number): Promise<boolean> {
    const later = await tx.db.model.count({
      where: { workspaceId, id: { gt: id }, status: { in: ['DONE', 'PROCESSING'] } },
    });
    return later > 0;
  }
}
