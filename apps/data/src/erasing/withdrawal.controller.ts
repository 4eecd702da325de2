import { Controller, Delete, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Withdrawal, withdrawalSchema } from '@personal-assistant/contracts';
import { Access, AppError } from '@personal-assistant/service-kit';
import { Database } from '../database/database.js';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { toTrainData } from '../teaching/train-data.view.js';
import { Answers } from '../web/answers.js';
import { intParam } from '../web/params.js';
import { CurrentCaller } from '../web/session.guard.js';
import type { Caller } from '../web/session.service.js';
import { WithdrawalService } from './withdrawal.service.js';

@ApiTags('train data')
@Access('member')
@Controller('api/train-data')
export class WithdrawalController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(WithdrawalService) private readonly withdrawal: WithdrawalService,
  ) {}

  /** Members take back their own texts, approvers any of their workspace. */
  @Delete(':id')
  @Answers(withdrawalSchema)
  withdraw(@Param('id', intParam) id: number, @CurrentCaller() caller: Caller): Promise<Withdrawal> {
    const { workspaceId, role, user } = caller;
    return this.database.transaction(async (tx) => {
      const text = await this.texts.findIn(tx, workspaceId, id);
      const may = text && (role === 'APPROVER' || text.taughtById === user.id);
      if (!may) throw new AppError('NOT_FOUND', `There is no text #${id}.`);
      const { record, ...held } = await this.withdrawal.withdraw(tx, workspaceId, id, user);
      return { trainData: toTrainData(record), ...held };
    });
  }
}
