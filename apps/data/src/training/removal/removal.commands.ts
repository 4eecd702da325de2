import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '@personal-assistant/contracts';
import { AuthorityService } from '../../chats/authority.service.js';
import type { CommandContext, CommandHandler } from '../../commands/command-handler.js';
import type { Tx } from '../../database/tx.js';
import { RemovalService } from './removal.service.js';
import { deletingText } from './texts.js';

/** The button «Delete #3». */
@Injectable()
export class DeleteVersionHandler implements CommandHandler<'DELETE_VERSION'> {
  readonly kind = 'DELETE_VERSION';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(RemovalService) private readonly removal: RemovalService,
  ) {}

  async run(tx: Tx, context: CommandContext, { modelId }: CommandOf<'DELETE_VERSION'>): Promise<void> {
    const { chat, user, incoming } = context;
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    await context.reply(deletingText(await this.removal.delete(tx, chat.workspaceId, modelId, user)));
  }
}
