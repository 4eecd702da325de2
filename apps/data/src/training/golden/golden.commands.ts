import { Inject, Injectable } from '@nestjs/common';
import { AuthorityService } from '../../chats/authority.service.js';
import type { CommandContext, CommandHandler } from '../../commands/command-handler.js';
import type { Tx } from '../../database/tx.js';
import { GoldenService } from './golden.service.js';
import { goldenText } from './texts.js';

const SHOWN = 15;

/** `/golden`: how many golden questions there are, and the newest. */
@Injectable()
export class GoldenHandler implements CommandHandler<'GOLDEN'> {
  readonly kind = 'GOLDEN';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(GoldenService) private readonly golden: GoldenService,
  ) {}

  async run(tx: Tx, context: CommandContext): Promise<void> {
    const { chat, user, incoming } = context;
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    const overview = await this.golden.overview(chat.workspaceId, SHOWN);
    const quotes = overview.newest.map(({ trainDataId }) => trainDataId).filter((id) => id !== null);
    await context.reply(goldenText(overview), { quotes });
  }
}
