import { Inject, Injectable } from '@nestjs/common';
import type { HoldingVersion } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { AuditRepository } from '../chats/audit.repository.js';
import type { User } from '../chats/chat.repository.js';
import { MessageService } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { decidedSentence } from '../teaching/texts.js';
import { assertTrainDataTransition } from '../teaching/train-data.state.js';
import { type TrainDataRecord, TrainDataRepository } from '../teaching/train-data.repository.js';
import { ModelRepository } from '../training/model.repository.js';
import { VersionRepository } from '../training/version.repository.js';
import { HolderService } from './holder.service.js';
import { TakeBackService } from './take-back.service.js';
import { holderButtons, reportText, withdrawnNote } from './texts.js';

export interface Withdrawn {
  record: TrainDataRecord;
  heldBy: HoldingVersion[];
  /** A training that had read it already, perhaps. */
  heldByTraining: number | null;
}

/** Withdraws a text: from the moment it commits nothing answers from it. Whether somebody may is for the caller to check. */
@Injectable()
export class WithdrawalService {
  constructor(
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(TakeBackService) private readonly takeBacks: TakeBackService,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(VersionRepository) private readonly versions: VersionRepository,
    @Inject(HolderService) private readonly holders: HolderService,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
  ) {}

  /** @throws AppError `NOT_FOUND`; `ALREADY_DECIDED` when it was rejected or withdrawn before */
  async withdraw(tx: Tx, workspaceId: string, id: number, by: User): Promise<Withdrawn> {
    await this.versions.lockWorkspace(tx, workspaceId);
    const before = await this.texts.lock(tx, workspaceId, id);
    if (!before) throw new AppError('NOT_FOUND', `There is no text #${id}.`);
    if (before.status === 'REJECTED' || before.status === 'WITHDRAWN') {
      throw new AppError('ALREADY_DECIDED', decidedSentence(before));
    }
    assertTrainDataTransition(before.status, 'WITHDRAWN');
    const [record] = await this.takeBacks.takeBack(tx, workspaceId, [id], by);
    if (!record) throw new Error(`text ${id} vanished`);
    const held = await this.holding(tx, before);
    await this.tell(tx, record, by, held);
    const detail = { was: before.status, heldBy: held.heldBy.map((version) => version.id) };
    await this.audit.write(tx, {
      workspaceId,
      actorId: by.id,
      action: 'WITHDRAW',
      subject: `train-data:${id}`,
      detail,
    });
    return { record, ...held };
  }

  private async holding(tx: Tx, before: TrainDataRecord): Promise<Pick<Withdrawn, 'heldBy' | 'heldByTraining'>> {
    const { id, workspaceId, modelId } = before;
    if (modelId === null) return { heldBy: [], heldByTraining: null };
    const running = await this.models.findRunning(workspaceId);
    return { heldBy: await this.holders.find(tx, workspaceId, [id]), heldByTraining: running?.id ?? null };
  }

  private async tell(
    tx: Tx,
    record: TrainDataRecord,
    by: User,
    held: Pick<Withdrawn, 'heldBy' | 'heldByTraining'>,
  ): Promise<void> {
    const { id, workspaceId } = record;
    if (by.id !== record.taughtById && record.chat) {
      await this.messages.post(tx, record.chat, {
        key: `train-data:${id}:withdrawn`,
        text: withdrawnNote(id, by.displayName),
        replyToId: record.messageId,
        topicId: record.topicId,
        trainDataId: id,
      });
    }
    if (held.heldBy.length === 0 && held.heldByTraining === null) return;
    await this.messages.postToApprovers(tx, workspaceId, {
      key: `train-data:${id}:held`,
      text: reportText(record, held),
      buttons: holderButtons(held.heldBy, { kind: 'DELETE_HOLDERS', trainDataId: id }),
      trainDataId: id,
    });
  }
}
