import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { AuthorityService } from '../../chats/authority.service.js';
import type { CommandContext, CommandHandler } from '../../commands/command-handler.js';
import type { Tx } from '../../database/tx.js';
import { diffText } from './texts.js';
import { VersionDiffService } from './version-diff.service.js';

/** `/diff <a> <b>`: two versions side by side. */
@Injectable()
export class DiffHandler implements CommandHandler<'DIFF'> {
  readonly kind = 'DIFF';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(VersionDiffService) private readonly diffs: VersionDiffService,
  ) {}

  async run(tx: Tx, context: CommandContext, { modelId, otherId }: CommandOf<'DIFF'>): Promise<void> {
    const { chat, user, incoming } = context;
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    if (modelId === undefined) {
      throw new AppError(
        'BAD_REQUEST',
        'Which versions? /diff 3 5 compares the two, /diff 3 the live one with #3. /models shows those that there are.',
      );
    }
    const diff =
      otherId === undefined
        ? await this.diffs.compareWithLive(chat.workspaceId, modelId)
        : await this.diffs.compare(chat.workspaceId, modelId, otherId);
    await context.reply(diffText(diff), { quotes: diff.quotes });
  }
}
