import { Inject, Injectable } from '@nestjs/common';
import { replyKey } from '../answering/asking.service.js';
import { workingText } from '../answering/texts.js';
import type { User } from '../chats/chat.repository.js';
import { MessageRepository } from '../chats/message.repository.js';
import { MessageService, type Pace } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { GapService } from '../gaps/gap.service.js';
import { decisionKey } from '../teaching/approval.service.js';
import { announceText, cardKey } from '../teaching/teaching.service.js';
import { cardButtons, cardText, fullKey, rejectedNote } from '../teaching/texts.js';
import { type TrainDataRecord, TrainDataRepository } from '../teaching/train-data.repository.js';
import { EndingService } from '../training/ending.service.js';
import { GoldenService } from '../training/golden/golden.service.js';
import { RedactionService } from './redaction.service.js';
import { QUOTED_TEXT_WITHDRAWN, withdrawnCardText, withdrawnFullText } from './texts.js';
import { WithdrawalRepository } from './withdrawal.repository.js';

/** Drafts that are taken back at once; their answers are checked anyway. */
const MOST_DRAFTS = 50;

/** Takes texts out of everything that answers from them or shows them. */
@Injectable()
export class TakeBackService {
  constructor(
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(WithdrawalRepository) private readonly withdrawals: WithdrawalRepository,
    @Inject(RedactionService) private readonly redaction: RedactionService,
    @Inject(GapService) private readonly gaps: GapService,
    @Inject(GoldenService) private readonly golden: GoldenService,
    @Inject(EndingService) private readonly endings: EndingService,
    @Inject(MessageRepository) private readonly transcript: MessageRepository,
    @Inject(MessageService) private readonly messages: MessageService,
  ) {}

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
}
