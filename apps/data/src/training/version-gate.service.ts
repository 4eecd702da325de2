import { Inject, Injectable } from '@nestjs/common';
import type { liveModelsSchema } from '@personal-assistant/contracts';
import type { z } from 'zod';
import { AuditRepository } from '../chats/audit.repository.js';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import { backoffMs } from '../outbox/backoff.js';
import { OutboxRepository, type OutboxRow } from '../outbox/outbox.repository.js';
import { type LoadVersion, VERSION_LOADER_PORT, type VersionLoaderPort } from '../outbox/ports.js';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { type ModelRecord, ModelRepository } from './model.repository.js';
import { assertModelTransition } from './model.state.js';
import { failedText, liveText } from './texts.js';
import { announceModel, progressKey } from './training.service.js';

/** Has a built version loaded, and makes it the live one once it serves. */
@Injectable()
export class VersionGateService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
    @Inject(VERSION_LOADER_PORT) private readonly loader: VersionLoaderPort,
  ) {}

  /** What the prediction service loads when it starts. */
  async live(): Promise<z.infer<typeof liveModelsSchema>> {
    const models = await this.models.allLive();
    return { items: models.map(toLoadVersion).filter((version) => version !== undefined) };
  }

  /** Works off one LOAD_VERSION row. */
  async open(row: OutboxRow): Promise<void> {
    const id = Number(row.targetId);
    const model = await this.models.findById(id);
    const version = model && toLoadVersion(model);
    if (!version) {
      await this.database.transaction((tx) =>
        this.outbox.finish(tx, row, 'DEAD', 'There is no such version any more.'),
      );
      return;
    }
    const result = await this.loader.load(version);
    switch (result.outcome) {
      case 'SERVING':
        return this.goLive(row, id);
      case 'REFUSED':
        return this.refuse(row, id, result.reason);
      case 'RETRY':
        await this.database.transaction((tx) =>
          this.outbox.retryLater(tx, row, backoffMs(row.attempts), result.reason),
        );
        return;
    }
  }

  private async goLive(row: OutboxRow, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.outbox.finish(tx, row, 'SENT'))) return;
      const built = await this.models.findIn(tx, id);
      if (built?.status !== 'DONE' || built.live) return;
      const { workspaceId } = built;
      await this.models.lockWorkspace(tx, workspaceId);
      // A newer version may have gone live while this one was loading.
      if (await this.models.newerIsLive(tx, workspaceId, id)) return;
      const before = await this.models.makeLive(tx, workspaceId, id);
      const model = (await this.models.findIn(tx, id)) ?? built;
      await this.messages.postToApprovers(tx, workspaceId, { key: `model:${id}:live`, text: liveText(model) });
      await this.audit.write(tx, { workspaceId, actorId: null, action: 'GO_LIVE', subject: `model:${id}` });
      for (const changed of [...before, model]) announceModel(tx, changed);
    });
  }

  /** The files are missing or changed: the version is of no use, what was new in it waits for the next one. */
  private async refuse(row: OutboxRow, id: number, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.outbox.finish(tx, row, 'DEAD', reason))) return;
      const model = await this.models.lock(tx, id);
      if (model?.status !== 'DONE' || model.live) return;
      assertModelTransition(model.status, 'FAILED');
      const words = `it could not be loaded (${reason}).`;
      await this.models.fail(tx, id, words);
      await this.texts.giveBack(tx, id);
      await this.messages.edit(tx, model.workspaceId, progressKey(id), failedText(model, words));
      announceModel(tx, model);
    });
  }
}

export function toLoadVersion({
  id,
  workspaceId,
  directory,
  manifestSha256,
}: Pick<ModelRecord, 'id' | 'workspaceId' | 'directory' | 'manifestSha256'>): LoadVersion | undefined {
  if (directory === null || manifestSha256 === null) return undefined;
  return { workspaceId, modelId: id, directory, manifestSha256 };
}
