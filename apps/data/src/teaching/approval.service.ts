import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@personal-assistant/service-kit';
import { AuditRepository } from '../chats/audit.repository.js';
import type { User } from '../chats/chat.repository.js';
import { MessageService } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { GoldenService } from '../training/golden/golden.service.js';
import { announceText, cardKey } from './teaching.service.js';
import { approvedNote, decidedCardText, decidedSentence, rejectedNote } from './texts.js';
import { assertTrainDataTransition } from './train-data.state.js';
import { type TrainDataRecord, TrainDataRepository } from './train-data.repository.js';

export type Decision = { kind: 'APPROVE' } | { kind: 'REJECT'; reason?: string };

/** Decides about submitted texts, once each. Whether somebody may decide is for the caller to check. */
@Injectable()
export class ApprovalService {
  constructor(
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
    @Inject(GoldenService) private readonly golden: GoldenService,
  ) {}

  /** @throws AppError `NOT_FOUND`; `ALREADY_DECIDED` with who decided and when */
  async decide(tx: Tx, workspaceId: string, id: number, decider: User, decision: Decision): Promise<TrainDataRecord> {
    const before = await this.texts.lock(tx, workspaceId, id);
    if (!before) throw new AppError('NOT_FOUND', `There is no text #${id}.`);
    if (before.status !== 'SUBMITTED') throw new AppError('ALREADY_DECIDED', decidedSentence(before));
    const status = decision.kind === 'APPROVE' ? 'PENDING' : 'REJECTED';
    assertTrainDataTransition(before.status, status);
    const words = decision.kind === 'REJECT' ? (decision.reason ?? '').trim() : '';
    const reason = words === '' ? null : words;
    await this.texts.decide(tx, id, status, decider.id, reason);
    const record = await this.texts.findIn(tx, workspaceId, id);
    if (!record) throw new Error(`text ${id} vanished`);
    if (decision.kind === 'APPROVE') await this.golden.addFromTrainData(tx, record);
    await this.messages.edit(tx, workspaceId, cardKey(id), decidedCardText(record));
    await this.tellTeacher(tx, record, decider);
    const detail = reason ? { reason } : undefined;
    await this.audit.write(tx, {
      workspaceId,
      actorId: decider.id,
      action: decision.kind,
      subject: `train-data:${id}`,
      detail,
    });
    announceText(tx, record);
    return record;
  }

  private async tellTeacher(tx: Tx, record: TrainDataRecord, decider: User): Promise<void> {
    if (!record.chat) return;
    const name = decider.displayName;
    await this.messages.post(tx, record.chat, {
      key: decisionKey(record.id),
      trainDataId: record.id,
      text:
        record.status === 'REJECTED'
          ? rejectedNote(record.id, name, record.rejectReason)
          : approvedNote(record.id, name),
      replyToId: record.messageId,
      topicId: record.topicId,
    });
  }
}

/** Of the message that tells the teacher what was decided. */
export const decisionKey = (id: number): string => `train-data:${id}:decision`;
