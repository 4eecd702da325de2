import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf, IncomingCommand } from '@personal-assistant/contracts';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { type GapReply, GapReplies } from '../gaps/gap.commands.js';
import { AskingService } from './asking.service.js';
import { ConversationService } from './conversation.service.js';
import { type CheckedCorrection, CorrectionService } from './feedback/correction.service.js';

/** What plain words mean that are no question. */
type Reply = { correction: CheckedCorrection } | { gap: GapReply };

@Injectable()
export class AskHandler implements CommandHandler<'ASK', Reply | undefined> {
  readonly kind = 'ASK';
  constructor(
    @Inject(AskingService) private readonly asking: AskingService,
    @Inject(ConversationService) private readonly conversation: ConversationService,
    @Inject(CorrectionService) private readonly corrections: CorrectionService,
    @Inject(GapReplies) private readonly gaps: GapReplies,
  ) {}

  /** Plain words in reply to our question what would be right, or to the card of a gap, are no question, but the answer. */
  async prepare(incoming: IncomingCommand, { text }: CommandOf<'ASK'>): Promise<Reply | undefined> {
    if (text === undefined || !incoming.replyTo?.fromAssistant) return undefined;
    const gap = await this.gaps.read(incoming, text);
    if (gap) return { gap };
    const question = await this.corrections.questionAskedAbout(incoming);
    return question && { correction: await this.corrections.check(question, text) };
  }

  async run(tx: Tx, context: CommandContext, command: CommandOf<'ASK'>, reply: Reply | undefined): Promise<void> {
    if (reply) {
      if ('gap' in reply) await this.gaps.answer(tx, context, reply.gap);
      else await this.corrections.submitFrom(tx, context, reply.correction);
      return;
    }
    const { replyTo } = context.incoming;
    // Without words of its own the message that is replied to is the question, and it follows nothing.
    const previous = command.text ? await this.conversation.previous(tx, context, replyTo?.messageId) : undefined;
    const text = command.text ?? replyTo?.text;
    await this.asking.ask(tx, context.chat.workspaceId, context.user, text, { origin: context, previous });
  }
}
