import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { backoffMs } from '../../outbox/backoff.js';
import { OutboxRepository, type OutboxRow } from '../../outbox/outbox.repository.js';
import { VERSION_FILES_PORT, type VersionFilesPort } from '../../outbox/ports.js';
import { announceModel } from '../announce-model.js';
import { type ModelRecord, ModelRepository } from '../model.repository.js';
import { RemovalRepository } from './removal.repository.js';

/**
 * Has the files of a retired version deleted, which counts as removed once they are gone; or what a training left that came to
 * nothing.
 */
@Injectable()
export class VersionRemoverService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(RemovalRepository) private readonly removals: RemovalRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(VERSION_FILES_PORT) private readonly files: VersionFilesPort,
  ) {}

  /** Works off one REMOVE_VERSION row. */
  async remove(row: OutboxRow): Promise<void> {
    const id = Number(row.targetId);
    const model = await this.models.findById(id);
    if (!model || (model.retiredAt === null && !cameToNothing(model))) {
      await this.database.transaction((tx) =>
        this.outbox.finish(tx, row, 'DEAD', 'This version is not to be removed.'),
      );
      return;
    }
    const result = await this.files.remove({ workspaceId: model.workspaceId, modelId: id });
    await this.database.transaction(async (tx) => {
      switch (result.outcome) {
        case 'RETRY':
          await this.outbox.retryLater(tx, row, backoffMs(row.attempts), result.reason);
          return;
        case 'REFUSED':
          await this.outbox.finish(tx, row, 'DEAD', result.reason);
          return;
        case 'GONE':
          // Also when the lease was lost meanwhile: that they are gone is true whoever says it.
          if (model.retiredAt) await this.removals.markRemoved(tx, id);
          await this.outbox.finish(tx, row, 'SENT');
          announceModel(tx, model);
          return;
      }
    });
  }
}

/** It was never built. */
function cameToNothing({ status, directory }: ModelRecord): boolean {
  return (status === 'CANCELLED' || status === 'FAILED') && directory === null;
}
