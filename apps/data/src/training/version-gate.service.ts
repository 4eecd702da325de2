import { Inject, Injectable } from '@nestjs/common';
import type { liveModelsSchema } from '@personal-assistant/contracts';
import type { z } from 'zod';
import { AuditRepository } from '../chats/audit.repository.js';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { GapTeller } from '../gaps/gap-teller.service.js';
import { backoffMs } from '../outbox/backoff.js';
import { OutboxRepository, type OutboxRow } from '../outbox/outbox.repository.js';
import { type LoadVersion, VERSION_LOADER_PORT, type VersionLoaderPort } from '../outbox/ports.js';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { EndingService } from './ending.service.js';
import { LiveVersionService, loadKey } from './live-version.service.js';
import { announceModel } from './announce-model.js';
import { type ModelRecord, ModelRepository } from './model.repository.js';
import { assertModelTransition } from './model.state.js';
import { RemovalService } from './removal/removal.service.js';
import { refusedText, wishGrantedText } from './texts.js';
import { VersionRepository } from './version.repository.js';

/** Has a wanted version loaded, and makes it the live one once it serves. */
@Injectable()
export class VersionGateService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(VersionRepository) private readonly versions: VersionRepository,
    @Inject(LiveVersionService) private readonly wishes: LiveVersionService,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(EndingService) private readonly endings: EndingService,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
    @Inject(GapTeller) private readonly gaps: GapTeller,
    @Inject(RemovalService) private readonly removal: RemovalService,
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
    if (!(await this.isWanted(row, model))) return;
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

  /** Another wish may have come since the row was written: then nothing is loaded, and the row is done. */
  private isWanted(row: OutboxRow, { id, workspaceId }: ModelRecord): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      if ((await this.versions.wish(tx, workspaceId)).modelId === id) return true;
      await this.outbox.finish(tx, row, 'SENT', 'Another version was wanted meanwhile.');
      return false;
    });
  }

  private async goLive(row: OutboxRow, id: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.outbox.finish(tx, row, 'SENT'))) return;
      const workspaceId = (await this.models.findIn(tx, id))?.workspaceId;
      if (workspaceId === undefined) return;
      await this.versions.lockWorkspace(tx, workspaceId);
      const built = await this.models.findIn(tx, id);
      if (built?.status !== 'DONE') return;
      const { modelId: wanted, by } = await this.versions.wish(tx, workspaceId);
      if (wanted !== id) return;
      const who = by?.displayName ?? null;
      if (who !== null) await this.messages.edit(tx, workspaceId, loadKey(id, row.id), wishGrantedText(built, who));
      if (built.live) return;
      const before = await this.versions.makeLive(tx, workspaceId, id);
      const model = (await this.models.findIn(tx, id)) ?? built;
      for (const waiting of await this.versions.waitingBefore(tx, workspaceId, id)) {
        await this.wishes.closeGate(tx, waiting, 'DECLINED', null);
      }
      if (built.liveAt === null) {
        await (who === null ? this.endings.live(tx, model, before[0]?.id) : this.endings.liveAsWanted(tx, model));
      }
      await this.audit.write(tx, {
        workspaceId,
        actorId: by?.id ?? null,
        action: 'GO_LIVE',
        subject: `model:${id}`,
        detail: { before: before[0]?.id ?? null },
      });
      for (const changed of [...before, model]) announceModel(tx, changed);
      await this.removal.retireOld(tx, workspaceId);
    });
    await this.gaps.tellAll();
  }

  /** The files are missing or changed. What was live before stays live. */
  private async refuse(row: OutboxRow, id: number, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.outbox.finish(tx, row, 'DEAD', reason))) return;
      const workspaceId = (await this.models.findIn(tx, id))?.workspaceId;
      if (workspaceId === undefined) return;
      await this.versions.lockWorkspace(tx, workspaceId);
      const model = await this.models.findIn(tx, id);
      if (model?.status !== 'DONE' || model.live) return;
      const live = await this.models.findLiveIn(tx, workspaceId);
      if ((await this.versions.wish(tx, workspaceId)).modelId === id) {
        await this.versions.want(tx, workspaceId, live?.id ?? null, null);
      }
      await this.tellRefusal(tx, row, model, reason);
      announceModel(tx, model);
    });
  }

  /**
   * A version that nothing was built on and that never served is of no use: what was new in it waits for the next one. An
   * older one stays as it is: later versions know its texts.
   */
  private async tellRefusal(tx: Tx, row: OutboxRow, model: ModelRecord, reason: string): Promise<void> {
    const { id, workspaceId } = model;
    const words = `it could not be loaded (${reason}).`;
    await this.messages.edit(tx, workspaceId, loadKey(id, row.id), refusedText(model, reason));
    if (model.liveAt !== null || (await this.versions.hasLater(tx, workspaceId, id))) return;
    assertModelTransition(model.status, 'FAILED');
    await this.models.fail(tx, id, words);
    await this.texts.giveBack(tx, id);
    await this.endings.failed(tx, model, words);
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
