import { Inject, Injectable } from '@nestjs/common';
import { AppError, CONFIG, type Config } from '@personal-assistant/service-kit';
import { AuditRepository } from '../../chats/audit.repository.js';
import type { User } from '../../chats/chat.repository.js';
import { Database } from '../../database/database.js';
import type { Tx } from '../../database/tx.js';
import { OutboxRepository } from '../../outbox/outbox.repository.js';
import { announceModel } from '../announce-model.js';
import { type ModelRecord, ModelRepository } from '../model.repository.js';
import { versionName } from '../texts.js';
import { VersionRepository } from '../version.repository.js';
import { RemovalRepository } from './removal.repository.js';
import { stillNeeded } from './texts.js';

/**
 * Which versions go: old ones by themselves, any that is not needed when an approver says so. From the commit on nothing uses
 * the version; its files are deleted after that.
 */
@Injectable()
export class RemovalService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(VersionRepository) private readonly versions: VersionRepository,
    @Inject(RemovalRepository) private readonly removals: RemovalRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
  ) {}

  /** Retires what KEEP_VERSIONS leaves over. The workspace is locked. */
  async retireOld(tx: Tx, workspaceId: string): Promise<void> {
    for (const id of await this.removals.findDueIn(tx, workspaceId, this.config.KEEP_VERSIONS)) {
      await this.retire(tx, id, null);
    }
  }

  /** {@link retireOld} wherever something is due: what was needed then may be needed no more. */
  async retireAllOld(): Promise<void> {
    const due = await this.removals.findDue(this.config.KEEP_VERSIONS);
    for (const workspaceId of new Set(due.map((version) => version.workspaceId))) {
      await this.database.transaction(async (tx) => {
        await this.versions.lockWorkspace(tx, workspaceId);
        await this.retireOld(tx, workspaceId);
      });
    }
  }

  /**
   * Deletes a kept version. Whether somebody may is for the caller to check.
   *
   * @throws AppError `NOT_FOUND`; `CONFLICT` when there are no files (any more), or the version is needed
   */
  async delete(tx: Tx, workspaceId: string, id: number, user: User): Promise<ModelRecord> {
    await this.versions.lockWorkspace(tx, workspaceId);
    const model = await this.models.findIn(tx, id);
    if (model?.workspaceId !== workspaceId) {
      throw new AppError('NOT_FOUND', `There is no version #${id}; /models shows those that there are.`);
    }
    const version = (await this.removals.kept(tx, workspaceId)).find((kept) => kept.id === id);
    if (!version) throw new AppError('CONFLICT', nothingToDelete(model));
    if (version.use) throw new AppError('CONFLICT', stillNeeded(version, version.use));
    return this.retire(tx, id, user);
  }

  private async retire(tx: Tx, id: number, user: User | null): Promise<ModelRecord> {
    await this.removals.retire(tx, id);
    await this.outbox.addRemoveVersion(tx, id);
    const model = await this.models.findIn(tx, id);
    if (!model) throw new Error(`model ${id} vanished`);
    await this.audit.write(tx, {
      workspaceId: model.workspaceId,
      actorId: user?.id ?? null,
      action: 'DELETE_VERSION',
      subject: `model:${id}`,
    });
    announceModel(tx, model);
    return model;
  }
}

function nothingToDelete(model: ModelRecord): string {
  const name = versionName(model);
  if (model.status === 'PROCESSING') return `${name} is still being trained; /cancel_train ends that.`;
  if (model.retiredAt !== null || model.removedAt !== null) return `${name} is deleted already.`;
  return `${name} has no files: its training came to nothing.`;
}
