import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf, IncomingCommand } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { AuthorityService } from '../chats/authority.service.js';
import { MessageRepository } from '../chats/message.repository.js';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { ApprovalService, type Decision } from './approval.service.js';
import { type CheckedText, TeachingService } from './teaching.service.js';
import { decidedSentence, fullKey, fullText, receiptText } from './texts.js';
import { TrainDataRepository } from './train-data.repository.js';

@Injectable()
export class TrainHandler implements CommandHandler<'TRAIN', CheckedText[]> {
  readonly kind = 'TRAIN';
  constructor(@Inject(TeachingService) private readonly teaching: TeachingService) {}

  prepare(incoming: IncomingCommand, command: CommandOf<'TRAIN'>): Promise<CheckedText[]> {
    return this.teaching.check(command.text ?? incoming.replyTo?.text);
  }

  async run(tx: Tx, context: CommandContext, command: CommandOf<'TRAIN'>, checked: CheckedText[]): Promise<void> {
    const { chat, user, messageId, topicId, incoming } = context;
    const replied = command.text === undefined ? incoming.replyTo?.link : undefined;
    const link = replied ?? incoming.message.link;
    const lesson = { workspaceId: chat.workspaceId, taughtBy: user, chatId: chat.id, messageId, topicId, link };
    const ids = (await this.teaching.submitAll(tx, lesson, checked)).map(({ id }) => id);
    const trainDataId = ids.length === 1 ? ids[0] : undefined;
    await context.reply(receiptText(ids), { key: `train-data:${ids[0]}:receipt`, trainDataId });
  }
}

/** Finds the text that is meant: by its number, or by its card, our note about it or the message that taught it. */
@Injectable()
export class CardFinder {
  constructor(
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
  ) {}

  /** @throws AppError `NOT_FOUND` */
  async find(
    tx: Tx,
    { chat, incoming }: CommandContext,
    trainDataId: number | undefined,
    verb: string,
  ): Promise<number> {
    if (trainDataId !== undefined) return trainDataId;
    const { replyTo } = incoming;
    const card = replyTo && (await this.messages.findInChat(tx, chat.id, chat.channel, replyTo.messageId));
    if (card?.trainDataId) return card.trainDataId;
    const taught = card && (await this.texts.findByMessage(tx, chat.workspaceId, card.id));
    if (taught) return taught;
    throw new AppError('NOT_FOUND', `Which text? Reply to its card with /${verb}, or write its number: /${verb} #17.`);
  }
}

/** A decision made in a chat: who may, which text, and the decision itself. */
@Injectable()
export class ChatDecision {
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(CardFinder) private readonly cards: CardFinder,
    @Inject(ApprovalService) private readonly approval: ApprovalService,
  ) {}

  async make(tx: Tx, context: CommandContext, trainDataId: number | undefined, decision: Decision): Promise<void> {
    const { chat, user, incoming } = context;
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    const id = await this.cards.find(tx, context, trainDataId, decision.kind.toLowerCase());
    await this.approval.decide(tx, chat.workspaceId, id, user, decision);
  }
}

@Injectable()
export class ApproveHandler implements CommandHandler<'APPROVE'> {
  readonly kind = 'APPROVE';
  constructor(@Inject(ChatDecision) private readonly decision: ChatDecision) {}

  run(tx: Tx, context: CommandContext, { trainDataId }: CommandOf<'APPROVE'>): Promise<void> {
    return this.decision.make(tx, context, trainDataId, { kind: 'APPROVE' });
  }
}

@Injectable()
export class RejectHandler implements CommandHandler<'REJECT'> {
  readonly kind = 'REJECT';
  constructor(@Inject(ChatDecision) private readonly decision: ChatDecision) {}

  run(tx: Tx, context: CommandContext, { trainDataId, reason }: CommandOf<'REJECT'>): Promise<void> {
    return this.decision.make(tx, context, trainDataId, { kind: 'REJECT', reason });
  }
}

@Injectable()
export class ShowHandler implements CommandHandler<'SHOW'> {
  readonly kind = 'SHOW';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
  ) {}

  async run(tx: Tx, context: CommandContext, { trainDataId }: CommandOf<'SHOW'>): Promise<void> {
    const { chat, user, incoming } = context;
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    const record = await this.texts.findIn(tx, chat.workspaceId, trainDataId);
    if (!record) throw new AppError('NOT_FOUND', `There is no text #${trainDataId}.`);
    if (record.status === 'WITHDRAWN') throw new AppError('ALREADY_DECIDED', decidedSentence(record));
    const key = `${fullKey(record.id)}${context.commandId}`;
    await context.reply(fullText(record), { key, trainDataId: record.id });
  }
}
