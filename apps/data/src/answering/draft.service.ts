import { Inject, Injectable } from '@nestjs/common';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import { replyKey } from './asking.service.js';
import { alreadyAnswered, notFound } from './question.errors.js';
import { QuestionRepository } from './question.repository.js';
import { draftText } from './texts.js';

/** Shows an answer while it is being written. */
@Injectable()
export class DraftService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(MessageService) private readonly messages: MessageService,
  ) {}

  /**
   * Shows the answer so far in the message that becomes the answer. The lock on the question keeps it from coming after
   * the answer. Also a sign of life: the question is not given to somebody else meanwhile.
   *
   * @param text empty when there is nothing to show yet
   * @param from the texts that it is written from; was one withdrawn, nothing is shown
   * @throws AppError `NOT_FOUND`, `ALREADY_ANSWERED`
   */
  async show(id: string, text: string, from: number[] = []): Promise<void> {
    await this.database.transaction(async (tx) => {
      const question = await this.questions.lock(tx, id);
      if (!question) throw notFound();
      if (question.status !== 'PENDING') throw alreadyAnswered();
      await this.questions.touch(tx, id);
      const quotable = await this.questions.quotable(tx, question.workspaceId, from);
      if (text !== '' && question.chatId && from.every((textId) => quotable.has(textId))) {
        await this.messages.showDraft(tx, question.workspaceId, replyKey(id), draftText(text));
      }
    });
  }
}
