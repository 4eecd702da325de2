import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { RichText } from '@personal-assistant/contracts';
import { AppError, CONFIG, type Config, correlationId } from '@personal-assistant/service-kit';
import type { User } from '../chats/chat.repository.js';
import type { Origin } from '../chats/directory.service.js';
import { MessageService } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { OutboxRepository } from '../outbox/outbox.repository.js';
import { ModelRepository } from '../training/model.repository.js';
import { answerText } from './answer-text.js';
import { type PreviousQuestion, type QuestionRecord, QuestionRepository } from './question.repository.js';
import { NOTHING_TRAINED, workingText } from './texts.js';

/** Longest question, in characters. */
export const MAX_QUESTION = 2000;

/** Most answers are there by then: the group reads one message instead of one that is edited at once. */
const ANSWER_USUALLY_WITHIN_MS = 700;

export type AskedQuestion = Pick<QuestionRecord, 'id' | 'status'>;

/** Takes questions and has them answered. */
@Injectable()
export class AskingService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(MessageService) private readonly messages: MessageService,
  ) {}

  /**
   * Stores a question with the job that answers it. Asked in a chat, a message there says so and becomes the answer.
   * While nothing was trained it is answered at once, with exactly that.
   *
   * @param previous the question that this one follows up
   *
   * @throws AppError `QUESTION_EMPTY`, `QUESTION_TOO_LONG`
   */
  async ask(
    tx: Tx,
    workspaceId: string,
    askedBy: User,
    raw: string | undefined,
    { origin, previous }: { origin?: Origin; previous?: PreviousQuestion } = {},
  ): Promise<AskedQuestion> {
    const text = askableText(raw);
    const correlation = correlationId() ?? randomUUID();
    const id = await this.questions.insert(
      tx,
      {
        workspaceId,
        text,
        askedById: askedBy.id,
        chatId: origin?.chat.id,
        messageId: origin?.messageId,
        previous,
        correlationId: correlation,
      },
      this.config.QUESTION_DEADLINE_MS,
    );
    const live = await this.models.findLiveIn(tx, workspaceId);
    if (live) await this.outbox.addJob(tx, 'predict-message-queue', id, correlation);
    else await this.questions.answer(tx, id, nothingTrained());
    if (origin) {
      await this.messages.post(tx, origin.chat, {
        key: replyKey(id),
        text: live ? workingText : await this.answerShown(tx, id),
        replyToId: origin.messageId,
        topicId: origin.topicId,
        holdMs: live ? ANSWER_USUALLY_WITHIN_MS : 0,
      });
    }
    announceQuestion(tx, { id, workspaceId, askedById: askedBy.id });
    return { id, status: live ? 'PENDING' : 'ANSWERED' };
  }

  private async answerShown(tx: Tx, id: string): Promise<RichText> {
    const question = await this.questions.findIn(tx, id);
    if (!question) throw new Error(`question ${id} vanished`);
    return answerText(question);
  }
}

export function nothingTrained() {
  return { text: NOTHING_TRAINED, abstained: true, confidence: 0, modelId: null, ms: 0, sources: [] };
}

export function replyKey(questionId: string): string {
  return `question:${questionId}:reply`;
}

/** The question that a message of ours answers, by the message's key; a long answer has several messages. */
export function questionOfReply(key: string): string | undefined {
  return /^question:([0-9a-f-]{36}):reply(?::\d+)?$/u.exec(key)?.[1];
}

export function announceQuestion(
  tx: Tx,
  { id, workspaceId, askedById }: Pick<QuestionRecord, 'id' | 'workspaceId' | 'askedById'>,
): void {
  tx.announce({ workspaceId, type: 'QUESTION', targetId: id, audience: 'APPROVER', userId: askedById });
}

function askableText(raw: string | undefined): string {
  const text = (raw ?? '').replaceAll('\0', '').trim();
  if (text === '') throw new AppError('QUESTION_EMPTY', 'What would you like to know? Write the question after /ask.');
  if (text.length > MAX_QUESTION) {
    throw new AppError(
      'QUESTION_TOO_LONG',
      `That question is too long; please ask in at most ${MAX_QUESTION.toLocaleString('en-US')} characters.`,
    );
  }
  return text;
}
