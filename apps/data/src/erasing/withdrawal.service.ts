import { Inject, Injectable } from '@nestjs/common';
import type { HoldingVersion } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { replyKey } from '../answering/asking.service.js';
import { workingText } from '../answering/texts.js';
import { AuditRepository } from '../chats/audit.repository.js';
import type { User } from '../chats/chat.repository.js';
import { MessageRepository } from '../chats/message.repository.js';
import { MessageService, type Pace } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { GapService } from '../gaps/gap.service.js';
import { decisionKey } from '../teaching/approval.service.js';
import { announceText, cardKey } from '../teaching/teaching.service.js';
import { cardButtons, cardText, decidedSentence, fullKey, rejectedNote } from '../teaching/texts.js';
import { assertTrainDataTransition } from '../teaching/train-data.state.js';
import { type TrainDataRecord, TrainDataRepository } from '../teaching/train-data.repository.js';
import { GoldenService } from '../training/golden/golden.service.js';
import { EndingService } from '../training/ending.service.js';
import { ModelRepository } from '../training/model.repository.js';
import { VersionRepository } from '../training/version.repository.js';
import { HolderService } from './holder.service.js';
import { RedactionService } from './redaction.service.js';
import {
  holderButtons,
  QUOTED_TEXT_WITHDRAWN,
  reportText,
  withdrawnCardText,
  withdrawnFullText,
  withdrawnNote,
} from './texts.js';
import { WithdrawalRepository } from './withdrawal.repository.js';

/** Drafts that are taken back at once; their answers are checked anyway. */
const MOST_DRAFTS = 50;

export interface Withdrawn {
  record: TrainDataRecord;
  heldBy: HoldingVersion[];
  /** A training that had read it already, perhaps. */
  heldByTraining: number | null;
}

/** Takes texts back: from the moment it commits nothing answers from them. Whether somebody may is for the caller to check. */
@Injectable()
export class WithdrawalService {
  constructor(
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(WithdrawalRepository) private readonly withdrawals: WithdrawalRepository,
    @Inject(RedactionService) private readonly redaction: RedactionService,
    @Inject(GapService) private readonly gaps: GapService,
    @Inject(GoldenService) private readonly golden: GoldenService,
    @Inject(EndingService) private readonly endings: EndingService,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(VersionRepository) private readonly versions: VersionRepository,
    @Inject(HolderService) private readonly holders: HolderService,
    @Inject(MessageRepository) private readonly transcript: MessageRepository,
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
    const [record] = await this.takeBack(tx, workspaceId, [id], by);
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

  /**
   * Takes texts back in whatever state they are, without a word to anybody: whoever wanted that says what came of it. The
   * workspace is locked.
   *
   * @param pace of what showed them; answers that quoted them are always edited quietly, as they may be many
   */
  async takeBack(
    tx: Tx,
    workspaceId: string,
    ids: number[],
    by: Pick<User, 'id'>,
    pace: Pace = 'now',
  ): Promise<TrainDataRecord[]> {
    await this.withdrawals.withdraw(tx, workspaceId, ids, by.id);
    await this.endings.showAgain(tx, await this.golden.removeOf(tx, workspaceId, ids));
    await this.gaps.reopenAnsweredBy(tx, ids);
    for (const key of await this.transcript.findQuoting(tx, workspaceId, ids)) {
      await this.messages.edit(tx, workspaceId, key, QUOTED_TEXT_WITHDRAWN, { pace });
    }
    const records: TrainDataRecord[] = [];
    for (const id of ids) {
      const record = await this.texts.findIn(tx, workspaceId, id);
      if (!record) continue;
      await this.takeBackWords(tx, record, pace);
      announceText(tx, record);
      records.push(record);
    }
    return records;
  }

  /** Whatever shows it: its card, its full text, likely duplicates of it, answers that quote it, drafts that might. */
  private async takeBackWords(tx: Tx, record: TrainDataRecord, pace: Pace): Promise<void> {
    const { id, workspaceId } = record;
    await this.messages.edit(tx, workspaceId, cardKey(id), withdrawnCardText(record), { pace });
    for (const shown of [fullKey(id), 'gap:']) {
      await this.messages.editAllOf(tx, record, shown, withdrawnFullText(record), pace);
    }
    if (record.rejectReason !== null) {
      const note = rejectedNote(id, record.decidedBy?.displayName ?? 'an approver', null);
      await this.messages.edit(tx, workspaceId, decisionKey(id), note, { pace });
    }
    for (const other of await this.withdrawals.unlistSimilar(tx, workspaceId, id)) {
      const waiting = await this.texts.findIn(tx, workspaceId, other);
      if (!waiting) continue;
      const buttons = cardButtons(waiting);
      await this.messages.edit(tx, workspaceId, cardKey(other), cardText(waiting), { buttons, pace });
      announceText(tx, waiting);
    }
    await this.redaction.redact(tx, [id]);
    for (const question of await this.withdrawals.findWithDraft(tx, workspaceId, MOST_DRAFTS)) {
      await this.messages.edit(tx, workspaceId, replyKey(question), workingText);
    }
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
