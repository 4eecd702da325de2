import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type BulkResult,
  bulkResultSchema,
  bulkTrainDataSchema,
  createTrainDataSchema,
  rejectTrainDataSchema,
  type TrainData,
  trainDataListSchema,
  trainDataQuerySchema,
  trainDataSchema,
} from '@personal-assistant/contracts';
import { Access, AppError } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { Answers } from '../web/answers.js';
import { numericCursor, pageOf } from '../web/paging.js';
import { intParam } from '../web/params.js';
import { CurrentCaller } from '../web/session.guard.js';
import type { Caller } from '../web/session.service.js';
import { ApprovalService, type Decision } from './approval.service.js';
import { BulkService } from './bulk.service.js';
import { TeachingService } from './teaching.service.js';
import { TrainDataRepository } from './train-data.repository.js';
import { toTrainData } from './train-data.view.js';

/** Taught texts: members see their own, approvers all of their workspace. */
@ApiTags('train data')
@Access('member')
@Controller('api/train-data')
export class TrainDataController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(TeachingService) private readonly teaching: TeachingService,
    @Inject(ApprovalService) private readonly approval: ApprovalService,
    @Inject(BulkService) private readonly bulk: BulkService,
  ) {}

  @Get()
  @Answers(trainDataListSchema)
  async list(
    @Query({ schema: trainDataQuerySchema }) { status, limit, after }: z.infer<typeof trainDataQuerySchema>,
    @CurrentCaller() caller: Caller,
  ) {
    const rows = await this.texts.list(caller.workspaceId, {
      status,
      taughtById: caller.role === 'APPROVER' ? undefined : caller.user.id,
      limit: limit + 1,
      after: numericCursor(after),
    });
    return pageOf(rows, limit, toTrainData, ({ id }) => String(id));
  }

  @Get(':id')
  @Answers(trainDataSchema)
  async get(@Param('id', intParam) id: number, @CurrentCaller() caller: Caller): Promise<TrainData> {
    const record = await this.texts.find(caller.workspaceId, id);
    const visible = record && (caller.role === 'APPROVER' || record.taughtById === caller.user.id);
    if (!visible) throw new AppError('NOT_FOUND', `There is no text #${id}.`);
    return toTrainData(record);
  }

  @Post()
  @Answers(trainDataSchema, 201)
  async create(
    @Body({ schema: createTrainDataSchema }) taught: z.infer<typeof createTrainDataSchema>,
    @CurrentCaller() { workspaceId, user }: Caller,
  ): Promise<TrainData> {
    const checked = await this.teaching.checkOne(taught);
    return toTrainData(
      await this.database.transaction((tx) => this.teaching.submit(tx, { workspaceId, taughtBy: user, checked })),
    );
  }

  @Post('bulk')
  @Access('approver')
  @Answers(bulkResultSchema, 201)
  createMany(
    @Body({ schema: bulkTrainDataSchema }) { texts }: z.infer<typeof bulkTrainDataSchema>,
    @CurrentCaller() { workspaceId, user }: Caller,
  ): Promise<BulkResult> {
    return this.bulk.add(workspaceId, user, texts);
  }

  @Post(':id/approve')
  @Access('approver')
  @Answers(trainDataSchema)
  approve(@Param('id', intParam) id: number, @CurrentCaller() caller: Caller): Promise<TrainData> {
    return this.decide(caller, id, { kind: 'APPROVE' });
  }

  @Post(':id/reject')
  @Access('approver')
  @Answers(trainDataSchema)
  reject(
    @Param('id', intParam) id: number,
    @Body({ schema: rejectTrainDataSchema.default({}) }) { reason }: z.infer<typeof rejectTrainDataSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<TrainData> {
    return this.decide(caller, id, { kind: 'REJECT', reason });
  }

  private async decide({ workspaceId, user }: Caller, id: number, decision: Decision): Promise<TrainData> {
    return toTrainData(
      await this.database.transaction((tx) => this.approval.decide(tx, workspaceId, id, user, decision)),
    );
  }
}
