import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@personal-assistant/service-kit';
import { AuditRepository } from '../chats/audit.repository.js';
import type { User } from '../chats/chat.repository.js';
import { MessageService } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { OutboxRepository } from '../outbox/outbox.repository.js';
import { announceModel } from './announce-model.js';
import { acceptedText, declinedText, keptBackText } from './gate-texts.js';
import { type ModelRecord, ModelRepository } from './model.repository.js';
import { builtText, loadingText, versionName } from './texts.js';
import { progressKey } from './training.service.js';
import { VersionRepository } from './version.repository.js';

/**
 * Which version is to be live. The last wish counts, be it a person's or a training's; it is granted once the prediction
 * service serves the version, and until then the one before goes on answering.
 */
@Injectable()
export class LiveVersionService {
  constructor(
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(VersionRepository) private readonly versions: VersionRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
  ) {}

  /**
   * Goes to another kept version, older or newer. Whether somebody may is for the caller to check.
   *
   * @throws AppError `NOT_FOUND`; `CONFLICT` when there is nothing to go to, or it is live already
   */
  async use(tx: Tx, workspaceId: string, id: number, user: User): Promise<ModelRecord> {
    await this.versions.lockWorkspace(tx, workspaceId);
    const found = await this.models.findIn(tx, id);
    const model = demandBuilt(found?.workspaceId === workspaceId ? found : null, id);
    demandFiles(model);
    const { modelId: wanted } = await this.versions.wish(tx, workspaceId);
    if (wanted === id) {
      throw new AppError('CONFLICT', `${versionName(model)} is ${model.live ? 'live' : 'being loaded'} already.`);
    }
    if (model.gate === 'ASKED') await this.closeGate(tx, model, 'ACCEPTED', user);
    const row = await this.want(tx, model, user);
    await this.messages.postToApprovers(tx, workspaceId, {
      key: loadKey(id, row),
      text: loadingText(model, user.displayName),
    });
    await this.audit.write(tx, {
      workspaceId,
      actorId: user.id,
      action: 'USE_VERSION',
      subject: `model:${id}`,
      detail: { before: wanted },
    });
    announceModel(tx, model);
    return (await this.models.findIn(tx, id)) ?? model;
  }

  /** The question whether a candidate goes live is answered; `user` `null`: by a newer version. The workspace is locked. */
  async closeGate(tx: Tx, model: ModelRecord, gate: 'ACCEPTED' | 'DECLINED', user: User | null): Promise<void> {
    const { id, workspaceId } = model;
    await this.versions.closeGate(tx, id, gate, user?.id ?? null);
    const who = user?.displayName ?? null;
    const [answer, end] =
      gate === 'ACCEPTED' && who !== null
        ? [acceptedText(model, who), builtText(model, `${who} puts it live`)]
        : [declinedText(model, who), keptBackText(model)];
    // Differences may have filled a second message.
    await this.messages.retract(tx, workspaceId, gateKey(id), answer);
    await this.messages.edit(tx, workspaceId, progressKey(id), end);
    await this.audit.write(tx, {
      workspaceId,
      actorId: user?.id ?? null,
      action: `GATE_${gate}`,
      subject: `model:${id}`,
    });
    announceModel(tx, model);
  }

  /** Has a version loaded, to be live then. The workspace is locked. @returns the outbox row that loads it */
  async want(tx: Tx, { id, workspaceId }: ModelRecord, by: User | null): Promise<bigint> {
    const before = (await this.versions.wish(tx, workspaceId)).modelId;
    // It may have been on its way.
    if (before !== null) announceModel(tx, { id: before, workspaceId });
    await this.versions.want(tx, workspaceId, id, by?.id ?? null);
    return this.outbox.addLoadVersion(tx, id);
  }
}

/** Of the message that asks whether a candidate may go live. */
export const gateKey = (modelId: number): string => `model:${modelId}:gate`;

/** Of the message that says that a person's wish is being worked on. */
export function loadKey(modelId: number, outboxRow: bigint): string {
  return `model:${modelId}:load:${outboxRow.toString()}`;
}

/** @throws AppError `NOT_FOUND`; `CONFLICT` with what to do instead */
export function demandBuilt(model: ModelRecord | null, id: number): ModelRecord {
  if (!model) throw new AppError('NOT_FOUND', `There is no version #${id}; /models shows those that there are.`);
  switch (model.status) {
    case 'PROCESSING':
      throw new AppError('CONFLICT', `${versionName(model)} is still being trained; I will say when it is done.`);
    case 'FAILED':
    case 'CANCELLED':
      throw new AppError(
        'CONFLICT',
        `The training of ${versionName(model)} came to nothing; /models shows the others.`,
      );
    case 'DONE':
      return model;
  }
}

/** @throws AppError `CONFLICT` */
function demandFiles(model: ModelRecord): void {
  if (model.retiredAt === null && model.removedAt === null) return;
  throw new AppError(
    'CONFLICT',
    `The files of ${versionName(model)} are no longer kept; /models shows the versions that are.`,
  );
}
