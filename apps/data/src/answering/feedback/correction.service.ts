import { Inject, Injectable } from '@nestjs/common';
import type { IncomingCommand } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { type Chat, ChatRepository, type User } from '../../chats/chat.repository.js';
import { MessageRepository } from '../../chats/message.repository.js';
import { MessageService } from '../../chats/message.service.js';
import type { CommandContext } from '../../commands/command-handler.js';
import { Database } from '../../database/database.js';
import type { Tx } from '../../database/tx.js';
import { type CheckedText, TeachingService } from '../../teaching/teaching.service.js';
import type { TrainDataRecord } from '../../teaching/train-data.repository.js';
import { questionOfReply, replyKey } from '../asking.service.js';
import { type QuestionRecord, QuestionRepository } from '../question.repository.js';
import { askCorrectionText, correctionReceiptText } from './texts.js';

/** A correction that passed every rule that needs no other text. */
export interface CheckedCorrection {
  questionId: string;
  checked: CheckedText;
}

/** Where the correction of an answer is said. */
type Place = Partial<Pick<CommandContext, 'chat' | 'messageId' | 'topicId'>> & { link?: string };

/** Asks what would have been right, and passes it on to the approvers as a pair. */
@Injectable()
export class CorrectionService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChatRepository) private readonly chats: ChatRepository,
    @Inject(MessageRepository) private readonly transcript: MessageRepository,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(TeachingService) private readonly teaching: TeachingService,
    @Inject(MessageService) private readonly messages: MessageService,
  ) {}

  /** As a reply to the answer; the same person is asked once. */
  async askFor(tx: Tx, chat: Chat, questionId: string, user: User): Promise<void> {
    const answer = await this.transcript.findByKey(tx, chat.id, replyKey(questionId));
    await this.messages.post(tx, chat, {
      key: `question:${questionId}:correction:${user.id}`,
      text: askCorrectionText(user.displayName),
      replyToId: answer?.id,
      topicId: answer?.topicId,
    });
  }

  /** The question whose right answer we asked for in the message that is replied to. */
  questionAskedAbout(incoming: IncomingCommand): Promise<QuestionRecord | undefined> {
    return this.questionOf(incoming, questionOfAsking);
  }

  /** As {@link questionAskedAbout}, or the question that the message replied to answers. */
  questionRepliedTo(incoming: IncomingCommand): Promise<QuestionRecord | undefined> {
    return this.questionOf(incoming, (key) => questionOfAsking(key) ?? questionOfReply(key));
  }

  /**
   * Asks the train service, so call it outside of any transaction.
   *
   * @param question one that the person may see
   * @throws AppError as {@link TeachingService.check}; `CONFLICT` while there is no answer
   */
  async check(question: QuestionRecord, text: string): Promise<CheckedCorrection> {
    if (!question.answer) throw new AppError('CONFLICT', 'I have not answered that yet; please wait for the answer.');
    const asked = question.understoodAs ?? question.text;
    return { questionId: question.id, checked: await this.teaching.checkPair({ question: asked, answer: text }) };
  }

  /** @throws AppError as {@link TeachingService.submit} */
  submit(
    tx: Tx,
    workspaceId: string,
    taughtBy: User,
    { questionId, checked }: CheckedCorrection,
    { chat, messageId, topicId, link }: Place = {},
  ): Promise<TrainDataRecord> {
    const place = { chatId: chat?.id, messageId, topicId, link };
    return this.teaching.submit(tx, { workspaceId, taughtBy, checked, correctsId: questionId, ...place });
  }

  /** What somebody wrote in a chat, with a receipt as the reply. */
  async submitFrom(tx: Tx, context: CommandContext, correction: CheckedCorrection): Promise<void> {
    const { chat, user, incoming } = context;
    const place = { ...context, link: incoming.message.link };
    const { id } = await this.submit(tx, chat.workspaceId, user, correction, place);
    await context.reply(correctionReceiptText(id), { key: `train-data:${id}:receipt` });
  }

  private questionOf(
    { channel, chat, replyTo }: IncomingCommand,
    idOf: (key: string) => string | undefined,
  ): Promise<QuestionRecord | undefined> {
    if (!replyTo) return Promise.resolve(undefined);
    return this.database.transaction(async (tx) => {
      const known = await this.chats.findChat(tx, channel, chat.id);
      const message = known && (await this.transcript.findInChat(tx, known.id, channel, replyTo.messageId));
      const id = message && idOf(message.key);
      const question = id ? await this.questions.findIn(tx, id) : null;
      return question && question.workspaceId === known?.workspaceId ? question : undefined;
    });
  }
}

function questionOfAsking(key: string): string | undefined {
  return /^question:([0-9a-f-]{36}):correction:[0-9a-f-]{36}$/u.exec(key)?.[1];
}
