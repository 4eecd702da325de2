import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import type { CommandContext, CommandHandler } from '../../commands/command-handler.js';
import type { Tx } from '../../database/tx.js';
import { HolderDeletion } from '../holder-deletion.js';
import { ForgettingRepository } from './forgetting.repository.js';
import { ForgettingService } from './forgetting.service.js';
import { askButtons, askText, begunText } from './texts.js';

@Injectable()
export class ForgetMeHandler implements CommandHandler<'FORGET_ME'> {
  readonly kind = 'FORGET_ME';
  constructor(@Inject(ForgettingService) private readonly forgetting: ForgettingService) {}

  async run(tx: Tx, context: CommandContext): Promise<void> {
    const { user } = context;
    requireVisible(context);
    await context.reply(askText(await this.forgetting.left(tx, user)), { buttons: askButtons(user.id) });
  }
}

@Injectable()
export class ConfirmForgetHandler implements CommandHandler<'CONFIRM_FORGET'> {
  readonly kind = 'CONFIRM_FORGET';
  constructor(@Inject(ForgettingService) private readonly forgetting: ForgettingService) {}

  async run(tx: Tx, context: CommandContext, { userId }: CommandOf<'CONFIRM_FORGET'>): Promise<void> {
    const { chat, user, topicId } = context;
    requireVisible(context);
    if (user.id !== userId) {
      throw new AppError(
        'FORBIDDEN',
        'Only who sent /forget_me can press this; send it yourself if you want that, too.',
      );
    }
    const { ids } = await this.forgetting.begin(tx, chat.workspaceId, user, { chat, topicId });
    await context.reply(begunText(chat.channel), { key: `forgetting:${String(ids[0])}:begun` });
  }
}

/** The button under the report about somebody who was forgotten. */
@Injectable()
export class DeleteForgottenHandler implements CommandHandler<'DELETE_FORGOTTEN'> {
  readonly kind = 'DELETE_FORGOTTEN';
  constructor(
    @Inject(ForgettingRepository) private readonly forgettings: ForgettingRepository,
    @Inject(HolderDeletion) private readonly deletion: HolderDeletion,
  ) {}

  run(tx: Tx, context: CommandContext, { forgettingId }: CommandOf<'DELETE_FORGOTTEN'>): Promise<void> {
    return this.deletion.run(tx, context, async (workspaceId) => {
      const forgetting = await this.forgettings.find(tx, workspaceId, forgettingId);
      if (!forgetting) throw new AppError('NOT_FOUND', 'There is nothing that this button could delete.');
      return this.forgettings.textsOf(tx, workspaceId, forgetting.userId);
    });
  }
}

/** Whoever hides behind a group is nobody who could be forgotten. */
function requireVisible({ incoming: { sender } }: CommandContext): void {
  if (!sender.anonymous) return;
  throw new AppError(
    'ANONYMOUS_SENDER',
    'I cannot see who you are: you write as an anonymous admin. Switch «Remain anonymous» off and try again.',
  );
}
