import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { AuthorityService } from '../chats/authority.service.js';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { CandidateService } from './candidate.service.js';
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

@Injectable()
export class PutLiveHandler implements CommandHandler<'PUT_LIVE'> {
  readonly kind = 'PUT_LIVE';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(CandidateService) private readonly candidates: CandidateService,
  ) {}

  async run(tx: Tx, { chat, user, incoming }: CommandContext, { modelId }: CommandOf<'PUT_LIVE'>): Promise<void> {
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    await this.candidates.decide(tx, chat.workspaceId, modelId, user, true);
  }
}

@Injectable()
export class KeepLiveHandler implements CommandHandler<'KEEP_LIVE'> {
  readonly kind = 'KEEP_LIVE';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(CandidateService) private readonly candidates: CandidateService,
  ) {}

  async run(tx: Tx, { chat, user, incoming }: CommandContext, { modelId }: CommandOf<'KEEP_LIVE'>): Promise<void> {
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    await this.candidates.decide(tx, chat.workspaceId, modelId, user, false);
  }
}
