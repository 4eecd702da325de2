import { Inject, Injectable } from '@nestjs/common';
import { answerText } from '../answering/answer-text.js';
import { announceQuestion, replyKey } from '../answering/asking.service.js';
import { feedbackButtons } from '../answering/feedback/feedback-buttons.js';
import { QuestionRepository } from '../answering/question.repository.js';
import { shownAnswer } from '../answering/shown-answer.js';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { GapService } from '../gaps/gap.service.js';
import { cardKey } from '../teaching/teaching.service.js';
import { cardButtons, cardText, decidedCardText } from '../teaching/texts.js';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { WithdrawalRepository } from './withdrawal.repository.js';

/** Answers that one transaction redacts. */
export const REDACTED_AT_ONCE = 50;

/** Takes the words of withdrawn texts out of the answers that were given before, and out of the messages that gave them. */
@Injectable()
export class RedactionService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WithdrawalRepository) private readonly withdrawals: WithdrawalRepository,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(GapService) private readonly gaps: GapService,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(MessageService) private readonly messages: MessageService,
  ) {}

  /** Redacts up to {@link REDACTED_AT_ONCE} answers. @returns whether none is left. */
  async redact(tx: Tx, trainDataIds: number[]): Promise<boolean> {
    const quoting = await this.withdrawals.findQuoting(tx, trainDataIds, REDACTED_AT_ONCE);
    for (const id of quoting) await this.redactOne(tx, id);
    for (const { id, workspaceId, gapId, ...words } of await this.withdrawals.forgetFollowUps(tx, quoting)) {
      await this.showAgain(tx, id);
      if (gapId !== null) await this.gaps.rename(tx, workspaceId, gapId, words.understoodAs, words.text);
    }
    if (quoting.length === REDACTED_AT_ONCE) return false;
    await this.withdrawals.markRedacted(tx, trainDataIds);
    return true;
  }

  /** Goes on with what a withdrawal left over; each step commits, so that it can stop at any of them. */
  async finish(): Promise<void> {
    for (
      let ids = await this.withdrawals.findQuoted(100);
      ids.length > 0;
      ids = await this.withdrawals.findQuoted(100)
    ) {
      const batch = ids;
      await this.database.transaction((tx) => this.redact(tx, batch));
    }
  }

  private async redactOne(tx: Tx, id: string): Promise<void> {
    const question = await this.questions.findIn(tx, id);
    if (!question?.answer) return;
    const { text, form } = shownAnswer(question.answer);
    await this.withdrawals.redact(tx, id, text, form);
    await this.showAgain(tx, id);
    // Cards of corrections show the answer that they correct.
    for (const correction of await this.withdrawals.correctionsOf(tx, id)) {
      const record = await this.texts.findIn(tx, question.workspaceId, correction);
      if (!record) continue;
      const [text, buttons] =
        record.status === 'SUBMITTED' ? [cardText(record), cardButtons(record)] : [decidedCardText(record), []];
      await this.messages.edit(tx, record.workspaceId, cardKey(record.id), text, { buttons, pace: 'quiet' });
    }
  }

  private async showAgain(tx: Tx, id: string): Promise<void> {
    const question = await this.questions.findIn(tx, id);
    if (!question?.answer) return;
    const { workspaceId } = question;
    const buttons = feedbackButtons(question);
    await this.messages.retract(tx, workspaceId, replyKey(id), answerText(question), { buttons, pace: 'quiet' });
    announceQuestion(tx, question);
  }
}
