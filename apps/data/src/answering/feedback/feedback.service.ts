import { Inject, Injectable } from '@nestjs/common';
import type { FeedbackValue } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import type { User } from '../../chats/chat.repository.js';
import { MessageService } from '../../chats/message.service.js';
import type { Tx } from '../../database/tx.js';
import { answerText } from '../answer-text.js';
import { announceQuestion, replyKey } from '../asking.service.js';
import { notFound } from '../question.errors.js';
import { type QuestionRecord, QuestionRepository } from '../question.repository.js';
import { answeredWith } from '../shown-answer.js';
import { feedbackButtons } from './feedback-buttons.js';
import { FeedbackRepository } from './feedback.repository.js';

export interface Word {
  value: FeedbackValue;
  /** Takes it back, where it still stands. */
  removed?: boolean;
}

/** What people think of answers: one word each, the last one counts. */
@Injectable()
export class FeedbackService {
  constructor(
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(FeedbackRepository) private readonly feedback: FeedbackRepository,
    @Inject(MessageService) private readonly messages: MessageService,
  ) {}

  /**
   * Counts what somebody says and shows the new counts; the same again changes nothing. Whether they may see the question is
   * for the caller to check.
   *
   * @returns whether it changed anything
   * @throws AppError `NOT_FOUND`; `CONFLICT` while there is no answer that could be right or wrong
   */
  async give(tx: Tx, workspaceId: string, questionId: string, user: User, { value, removed }: Word): Promise<boolean> {
    const question = await this.lock(tx, workspaceId, questionId);
    const { answer } = question;
    if (!answer || answeredWith(answer) === null)
      throw new AppError('CONFLICT', 'There is no answer yet that could be right or wrong.');
    const given = { questionId, userId: user.id, value };
    const changed = removed
      ? await this.feedback.remove(tx, given)
      : await this.feedback.put(tx, { ...given, modelId: answer.modelId });
    if (changed) await this.showCounts(tx, workspaceId, questionId);
    return changed;
  }

  /** Two who press at once are counted one after the other. */
  private async lock(tx: Tx, workspaceId: string, questionId: string): Promise<QuestionRecord> {
    const locked = await this.questions.lock(tx, questionId);
    const question = locked?.workspaceId === workspaceId ? await this.questions.findIn(tx, questionId) : null;
    if (!question) throw notFound();
    return question;
  }

  private async showCounts(tx: Tx, workspaceId: string, questionId: string): Promise<void> {
    const question = await this.questions.findIn(tx, questionId);
    if (!question) throw notFound();
    await this.messages.edit(tx, workspaceId, replyKey(questionId), answerText(question), {
      buttons: feedbackButtons(question),
    });
    announceQuestion(tx, question);
  }
}
