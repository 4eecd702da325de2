import { Inject, Injectable } from '@nestjs/common';
import type { HoldingVersion } from '@personal-assistant/contracts';
import type { User } from '../chats/chat.repository.js';
import type { Tx } from '../database/tx.js';
import { type KeptVersion, RemovalRepository } from '../training/removal/removal.repository.js';
import { RemovalService } from '../training/removal/removal.service.js';
import { VersionRepository } from '../training/version.repository.js';
import { HolderRepository } from './holder.repository.js';

export interface DeletedHolders {
  deleted: KeptVersion[];
  /** They hold it, too, but something needs them. */
  remaining: KeptVersion[];
}

/** Says which versions hold withdrawn texts, and deletes those that can go. */
@Injectable()
export class HolderService {
  constructor(
    @Inject(HolderRepository) private readonly holders: HolderRepository,
    @Inject(VersionRepository) private readonly versions: VersionRepository,
    @Inject(RemovalRepository) private readonly removals: RemovalRepository,
    @Inject(RemovalService) private readonly removal: RemovalService,
  ) {}

  async find(tx: Tx, workspaceId: string, trainDataIds: number[]): Promise<HoldingVersion[]> {
    const holding = await this.holders.find(tx, workspaceId, trainDataIds);
    if (holding.length === 0) return [];
    const free = new Set((await this.removals.kept(tx, workspaceId)).filter(({ use }) => !use).map(({ id }) => id));
    return holding.map((version) => ({ ...version, passages: true, deletable: free.has(version.id) }));
  }

  /** Whether somebody may is for the caller to check. */
  async delete(tx: Tx, workspaceId: string, trainDataIds: number[], user: User): Promise<DeletedHolders> {
    await this.versions.lockWorkspace(tx, workspaceId);
    const holding = new Set((await this.holders.find(tx, workspaceId, trainDataIds)).map(({ id }) => id));
    const kept = (await this.removals.kept(tx, workspaceId)).filter(({ id }) => holding.has(id));
    const deleted = kept.filter(({ use }) => !use);
    for (const { id } of deleted) await this.removal.delete(tx, workspaceId, id, user);
    return { deleted, remaining: kept.filter(({ use }) => use) };
  }
}
