import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '@personal-assistant/contracts';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { AskingService } from './asking.service.js';

@Injectable()
export class AskHandler implements CommandHandler<'ASK'> {
  readonly kind = 'ASK';
  constructor(@Inject(AskingService) private readonly asking: AskingService) {}

  async run(tx: Tx, context: CommandContext, command: CommandOf<'ASK'>): Promise<void> {
    const text = command.text ?? context.incoming.replyTo?.text;
    await this.asking.ask(tx, context.chat.workspaceId, context.user, text, context);
  }
}
