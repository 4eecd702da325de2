import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { AuthorityService } from '../chats/authority.service.js';
import type { CommandContext, CommandHandler } from '../commands/command-handler.js';
import type { Tx } from '../database/tx.js';
import { CardFinder } from '../teaching/teaching.commands.js';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { HolderDeletion } from './holder-deletion.js';
import { withdrawnReceipt } from './texts.js';
import { WithdrawalService } from './withdrawal.service.js';

@Injectable()
export class WithdrawHandler implements CommandHandler<'WITHDRAW'> {
  readonly kind = 'WITHDRAW';
  constructor(
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(CardFinder) private readonly cards: CardFinder,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(WithdrawalService) private readonly withdrawal: WithdrawalService,
  ) {}

  async run(tx: Tx, context: CommandContext, { trainDataId }: CommandOf<'WITHDRAW'>): Promise<void> {
    const { chat, user } = context;
    const id = await this.cards.find(tx, context, trainDataId, 'withdraw');
    await this.requireMay(tx, context, id);
    const withdrawn = await this.withdrawal.withdraw(tx, chat.workspaceId, id, user);
    await context.reply(withdrawnReceipt(id, withdrawn));
  }

  /** Its author anywhere, approvers in their chat. Whoever hides behind a group is nobody's author. */
  private async requireMay(tx: Tx, { chat, user, incoming: { sender } }: CommandContext, id: number): Promise<void> {
    const record = await this.texts.findIn(tx, chat.workspaceId, id);
    if (!record) throw new AppError('NOT_FOUND', `There is no text #${id}.`);
    if (record.taughtById === user.id && !sender.anonymous) return;
    if (chat.room === 'APPROVERS' || sender.anonymous) {
      await this.authority.requireApprover(tx, chat, user, sender);
      return;
    }
    throw new AppError(
      'NOT_AN_APPROVER',
      `Only who taught #${id} can withdraw it here; approvers can do it in their chat.`,
    );
  }
}

/** The button under the report of a withdrawal. */
@Injectable()
export class DeleteHoldersHandler implements CommandHandler<'DELETE_HOLDERS'> {
  readonly kind = 'DELETE_HOLDERS';
  constructor(
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(HolderDeletion) private readonly deletion: HolderDeletion,
  ) {}

  run(tx: Tx, context: CommandContext, { trainDataId }: CommandOf<'DELETE_HOLDERS'>): Promise<void> {
    return this.deletion.run(tx, context, async (workspaceId) => {
      const text = await this.texts.findIn(tx, workspaceId, trainDataId);
      if (!text) throw new AppError('NOT_FOUND', `There is no text #${trainDataId}.`);
      if (text.status !== 'WITHDRAWN') {
        throw new AppError('CONFLICT', `#${trainDataId} is not withdrawn; send /withdraw #${trainDataId} first.`);
      }
      return [trainDataId];
    });
  }
}
