import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '@personal-assistant/contracts';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { ChatRepository } from './chat.repository.js';
import { addedText, helpText, unknownCommandText } from './texts.js';

@Injectable()
export class HelpHandler implements CommandHandler<'HELP'> {
  readonly kind = 'HELP';
  run(_tx: Tx, context: CommandContext): Promise<void> {
    return context.reply(helpText(context.chat.room));
  }
}

@Injectable()
export class UnknownCommandHandler implements CommandHandler<'UNKNOWN'> {
  readonly kind = 'UNKNOWN';
  run(_tx: Tx, context: CommandContext, command: CommandOf<'UNKNOWN'>): Promise<void> {
    return context.reply(unknownCommandText(command.name));
  }
}

@Injectable()
export class BotAddedHandler implements CommandHandler<'BOT_ADDED'> {
  readonly kind = 'BOT_ADDED';
  run(_tx: Tx, context: CommandContext, command: CommandOf<'BOT_ADDED'>): Promise<void> {
    return context.reply(addedText(command.seesMessages));
  }
}

@Injectable()
export class ChatMigratedHandler implements CommandHandler<'CHAT_MIGRATED'> {
  readonly kind = 'CHAT_MIGRATED';
  constructor(@Inject(ChatRepository) private readonly chats: ChatRepository) {}

  run(tx: Tx, context: CommandContext, command: CommandOf<'CHAT_MIGRATED'>): Promise<void> {
    return this.chats.migrate(tx, context.chat, command.toChatId);
  }
}
