import { Inject, Injectable } from '@nestjs/common';
import { AuthorityService } from '../chats/authority.service.js';
import type { CommandContext } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { deletedHoldersText } from '../training/removal/texts.js';
import { HolderService } from './holder.service.js';

/** The buttons under reports that delete the versions that still hold what was taken back. */
@Injectable()
export class HolderDeletion {
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(HolderService) private readonly holders: HolderService,
  ) {}

  /** @param textsOf the texts that are meant, in the workspace of the chat; asked once it is clear that the person may */
  async run(tx: Tx, context: CommandContext, textsOf: (workspaceId: string) => Promise<number[]>): Promise<void> {
    const { chat, user, incoming } = context;
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    const texts = await textsOf(chat.workspaceId);
    const { deleted, remaining } = await this.holders.delete(tx, chat.workspaceId, texts, user);
    await context.reply(deletedHoldersText(deleted, remaining));
  }
}
