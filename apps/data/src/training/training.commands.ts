import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '@personal-assistant/contracts';
import { AuthorityService } from '../chats/authority.service.js';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { StatusService } from './status.service.js';
import { ModelRepository } from './model.repository.js';
import { cancelledText, modelsText } from './texts.js';
import { TrainingService } from './training.service.js';

const SHOWN_MODELS = 10;

@Injectable()
export class StartTrainHandler implements CommandHandler<'START_TRAIN'> {
  readonly kind = 'START_TRAIN';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(TrainingService) private readonly training: TrainingService,
  ) {}

  async run(tx: Tx, context: CommandContext, { name }: CommandOf<'START_TRAIN'>): Promise<void> {
    const { chat, user, incoming } = context;
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    await this.training.start(tx, chat.workspaceId, user, name);
  }
}

@Injectable()
export class CancelTrainHandler implements CommandHandler<'CANCEL_TRAIN'> {
  readonly kind = 'CANCEL_TRAIN';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(TrainingService) private readonly training: TrainingService,
  ) {}

  async run(tx: Tx, context: CommandContext): Promise<void> {
    const { chat, user, incoming } = context;
    await this.authority.requireApprover(tx, chat, user, incoming.sender);
    const model = await this.training.cancel(tx, chat.workspaceId, user);
    await context.reply(cancelledText(model, user.displayName));
  }
}

@Injectable()
export class ModelsHandler implements CommandHandler<'MODELS'> {
  readonly kind = 'MODELS';
  constructor(@Inject(ModelRepository) private readonly models: ModelRepository) {}

  async run(_tx: Tx, context: CommandContext): Promise<void> {
    await context.reply(modelsText(await this.models.list(context.chat.workspaceId, { limit: SHOWN_MODELS })));
  }
}

@Injectable()
export class StatusHandler implements CommandHandler<'STATUS'> {
  readonly kind = 'STATUS';
  constructor(@Inject(StatusService) private readonly status: StatusService) {}

  async run(_tx: Tx, context: CommandContext): Promise<void> {
    await context.reply(await this.status.words(context.chat.workspaceId));
  }
}
