import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { AuthorityService } from '../chats/authority.service.js';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { LiveVersionService } from './live-version.service.js';

@Injectable()
export class UseHandler implements CommandHandler<'USE'> {
  readonly kind = 'USE';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(LiveVersionService) private readonly live: LiveVersionService,
  ) {}

  async run(tx: Tx, { chat, user, incoming }: CommandContext, { modelId }: CommandOf<'USE'>): Promise<void> {
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    if (modelId === undefined) {
      throw new AppError('BAD_REQUEST', 'Which version? Write its number: /use 3. /models shows those that there are.');
    }
    await this.live.use(tx, chat.workspaceId, modelId, user);
  }
}
