import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf, IncomingCommand } from '@personal-assistant/contracts';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { AskingService } from './asking.service.js';
import { ConversationService } from './conversation.service.js';
import { type CheckedCorrection, CorrectionService } from './feedback/correction.service.js';

@Injectable()
export class AskHandler implements CommandHandler<'ASK', CheckedCorrection | undefined> {
  readonly kind = 'ASK';
  constructor(
    @Inject(AskingService) private readonly asking: AskingService,
    @Inject(ConversationService) private readonly conversation: ConversationService,
    @Inject(CorrectionService) private readonly corrections: CorrectionService,
  ) {}

  /** Plain words in reply to our question what would be right are no question, but the answer. */
  async prepare(incoming: IncomingCommand, { text }: CommandOf<'ASK'>): Promise<CheckedCorrection | undefined> {
    if (text === undefined || !incoming.replyTo?.fromAssistant) return undefined;
    const question = await this.corrections.questionAskedAbout(incoming);
    return question && this.corrections.check(question, text);
  }

  async run(
    tx: Tx,
    context: CommandContext,
    command: CommandOf<'ASK'>,
    correction: CheckedCorrection | undefined,
  ): Promise<void> {
    if (correction) {
      await this.corrections.submitFrom(tx, context, correction);
      return;
    }
    const { replyTo } = context.incoming;
    // Without words of its own the message that is replied to is the question, and it follows nothing.
    const previous = command.text ? await this.conversation.previous(tx, context, replyTo?.messageId) : undefined;
    const text = command.text ?? replyTo?.text;
    await this.asking.ask(tx, context.chat.workspaceId, context.user, text, { origin: context, previous });
  }
}
