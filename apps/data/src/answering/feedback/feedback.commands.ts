import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf, IncomingCommand } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { MessageRepository } from '../../chats/message.repository.js';
import type { CommandContext, CommandHandler } from '../../commands/command-handler.js';
import type { Tx } from '../../database/tx.js';
import { questionOfReply } from '../asking.service.js';
import { notFound } from '../question.errors.js';
import { type QuestionRecord, QuestionRepository } from '../question.repository.js';
import { answeredWith } from '../shown-answer.js';
import { type CheckedCorrection, CorrectionService } from './correction.service.js';
import { FeedbackService } from './feedback.service.js';

@Injectable()
export class FeedbackHandler implements CommandHandler<'FEEDBACK'> {
  readonly kind = 'FEEDBACK';
  constructor(
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(FeedbackService) private readonly feedback: FeedbackService,
    @Inject(CorrectionService) private readonly corrections: CorrectionService,
  ) {}

  async run(tx: Tx, context: CommandContext, command: CommandOf<'FEEDBACK'>): Promise<void> {
    const { chat, user } = context;
    const question = await (command.questionId === undefined
      ? this.reactedTo(tx, context)
      : this.pressed(tx, context, command.questionId));
    if (!question) return;
    const changed = await this.feedback.give(tx, chat.workspaceId, question.id, user, command);
    if (changed && command.value === 'DOWN' && !command.removed) {
      await this.corrections.askFor(tx, chat, question.id, user);
    }
  }

  /** A button is under an answer of its own chat. */
  private async pressed(tx: Tx, { chat }: CommandContext, questionId: string): Promise<QuestionRecord> {
    const question = await this.questions.findIn(tx, questionId);
    if (question?.workspaceId !== chat.workspaceId || question.chatId !== chat.id) throw notFound();
    return question;
  }

  /** Reactions come for every message of a chat: to anything but an answer of ours nothing is said. */
  private async reactedTo(tx: Tx, { chat, incoming }: CommandContext): Promise<QuestionRecord | undefined> {
    const message = await this.messages.findInChat(tx, chat.id, chat.channel, incoming.message.id);
    const id = message?.authorId === null ? questionOfReply(message.key) : undefined;
    const question = id === undefined ? null : await this.questions.findIn(tx, id);
    return question && answeredWith(question.answer) !== null ? question : undefined;
  }
}

@Injectable()
export class CorrectHandler implements CommandHandler<'CORRECT', CheckedCorrection> {
  readonly kind = 'CORRECT';
  constructor(@Inject(CorrectionService) private readonly corrections: CorrectionService) {}

  async prepare(incoming: IncomingCommand, { text }: CommandOf<'CORRECT'>): Promise<CheckedCorrection> {
    const question = await this.corrections.questionRepliedTo(incoming);
    if (!question) throw new AppError('NOT_FOUND', 'Which answer? Reply to it with /correct and the right answer.');
    if (text === undefined) throw new AppError('TEXT_EMPTY', 'What would be right? Write the answer after /correct.');
    return this.corrections.check(question, text);
  }

  run(tx: Tx, context: CommandContext, _: CommandOf<'CORRECT'>, correction: CheckedCorrection): Promise<void> {
    return this.corrections.submitFrom(tx, context, correction);
  }
}
