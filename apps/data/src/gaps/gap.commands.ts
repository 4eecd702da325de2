import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf, IncomingCommand } from '@personal-assistant/contracts';
import { AuthorityService } from '../chats/authority.service.js';
import { MessageRepository } from '../chats/message.repository.js';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import type { CheckedText } from '../teaching/teaching.service.js';
import { GapRepository } from './gap.repository.js';
import { gapOfCard, GapService } from './gap.service.js';
import { gapAnswered, NO_GAPS } from './texts.js';

/** Cards that one `/gaps` posts. */
const SHOWN_GAPS = 5;

@Injectable()
export class GapsHandler implements CommandHandler<'GAPS'> {
  readonly kind = 'GAPS';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(GapRepository) private readonly gaps: GapRepository,
    @Inject(GapService) private readonly service: GapService,
  ) {}

  async run(tx: Tx, context: CommandContext): Promise<void> {
    const { chat, user, incoming } = context;
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    const top = await this.gaps.top(chat.workspaceId, 'OPEN', SHOWN_GAPS);
    if (top.length === 0) await context.reply(NO_GAPS);
    for (const gap of top) await this.service.showCard(tx, context, gap);
  }
}

@Injectable()
export class OutOfScopeHandler implements CommandHandler<'OUT_OF_SCOPE'> {
  readonly kind = 'OUT_OF_SCOPE';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(GapService) private readonly gaps: GapService,
  ) {}

  async run(tx: Tx, { chat, user, incoming }: CommandContext, { gapId }: CommandOf<'OUT_OF_SCOPE'>): Promise<void> {
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    await this.gaps.outOfScope(tx, chat.workspaceId, gapId, user);
  }
}

/** What a reply to a gap's card says. */
export interface GapReply {
  gapId: number;
  checked: CheckedText;
}

/** Words in reply to the card of a gap are its answer. */
@Injectable()
export class GapReplies {
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(GapService) private readonly gaps: GapService,
  ) {}

  /** @returns `undefined` when the message is no reply to a gap's card. @throws AppError as a taught text */
  async read({ channel, chat, replyTo }: IncomingCommand, words: string | undefined): Promise<GapReply | undefined> {
    if (words === undefined || replyTo?.fromAssistant !== true) return undefined;
    const card = await this.messages.findKey(channel, chat.id, replyTo.messageId);
    const gapId = card && gapOfCard(card.key);
    if (!gapId) return undefined;
    return { gapId, checked: await this.gaps.check(card.workspaceId, gapId, words) };
  }

  async answer(tx: Tx, context: CommandContext, { gapId, checked }: GapReply): Promise<void> {
    const { chat, user, incoming } = context;
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    const origin = { ...context, link: incoming.message.link };
    const gap = await this.gaps.answer(tx, chat.workspaceId, gapId, user, checked, origin);
    await context.reply(gapAnswered(gap));
  }
}
