import { Inject, Injectable } from '@nestjs/common';
import type { Origin } from '../chats/directory.service.js';
import { MessageRepository } from '../chats/message.repository.js';
import type { Tx } from '../database/tx.js';
import { questionOfReply } from './asking.service.js';
import { type PreviousQuestion, QuestionRepository } from './question.repository.js';

/** «And on Sundays?» belongs to what the same person asked at most this long ago. */
const SOON_AFTER_S = 5 * 60;

/** Knows which question another one follows up. */
@Injectable()
export class ConversationService {
  constructor(
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
  ) {}

  /**
   * The question behind the message that is replied to: our answer, or the question itself. Without a reply, what the same
   * person asked just before in the same chat and topic.
   *
   * @param repliedTo the channel's id of the message that is replied to
   */
  async previous(tx: Tx, origin: Origin, repliedTo: string | undefined): Promise<PreviousQuestion | undefined> {
    const id =
      repliedTo === undefined
        ? await this.questions.findLastAsked(
            tx,
            { chatId: origin.chat.id, askedById: origin.user.id, topicId: origin.topicId },
            SOON_AFTER_S,
          )
        : await this.questionBehind(tx, origin, repliedTo);
    return id === undefined ? undefined : { id, replied: repliedTo !== undefined };
  }

  private async questionBehind(tx: Tx, { chat }: Origin, messageId: string): Promise<string | undefined> {
    const message = await this.messages.findInChat(tx, chat.id, chat.channel, messageId);
    if (!message) return undefined;
    const answered = questionOfReply(message.key);
    if (answered === undefined) return this.questions.findByMessage(tx, chat.workspaceId, message.id);
    const question = await this.questions.findIn(tx, answered);
    return question?.workspaceId === chat.workspaceId ? answered : undefined;
  }
}
