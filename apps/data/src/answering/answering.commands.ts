import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '@personal-assistant/contracts';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { AskingService } from './asking.service.js';
import { ConversationService } from './conversation.service.js';

@Injectable()
export class AskHandler implements CommandHandler<'ASK'> {
  readonly kind = 'ASK';
  constructor(
    @Inject(AskingService) private readonly asking: AskingService,
    @Inject(ConversationService) private readonly conversation: ConversationService,
  ) {}

  async run(tx: Tx, context: CommandContext, command: CommandOf<'ASK'>): Promise<void> {
    const { replyTo } = context.incoming;
    // Without words of its own the message that is replied to is the question, and it follows nothing.
    const previous = command.text ? await this.conversation.previous(tx, context, replyTo?.messageId) : undefined;
    const text = command.text ?? replyTo?.text;
    await this.asking.ask(tx, context.chat.workspaceId, context.user, text, { origin: context, previous });
  }
}
