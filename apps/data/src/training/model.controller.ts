import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  createModelSchema,
  type Model,
  type ModelDetail,
  modelDetailSchema,
  modelListSchema,
  modelQuerySchema,
  modelSchema,
  type Status,
  statusSchema,
} from '@personal-assistant/contracts';
import { Access, AppError } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { Database } from '../database/database.js';
import { Answers } from '../web/answers.js';
import { BotStatusService } from '../web/bot-status.service.js';
import { numericCursor, pageOf } from '../web/paging.js';
import { intParam } from '../web/params.js';
import { CurrentCaller } from '../web/session.guard.js';
import type { Caller } from '../web/session.service.js';
import { LiveVersionService } from './live-version.service.js';
import { LossCurveRepository } from './loss-curve.repository.js';
import { ModelRepository } from './model.repository.js';
import { toModel, toModelDetail } from './model.view.js';
import { RemovalService } from './removal/removal.service.js';
import { StatusService } from './status.service.js';
import { TrainingService } from './training.service.js';

@ApiTags('models')
@Access('member')
@Controller('api')
export class ModelController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(LossCurveRepository) private readonly curves: LossCurveRepository,
    @Inject(TrainingService) private readonly training: TrainingService,
    @Inject(LiveVersionService) private readonly live: LiveVersionService,
    @Inject(RemovalService) private readonly removal: RemovalService,
    @Inject(StatusService) private readonly status: StatusService,
    @Inject(BotStatusService) private readonly bot: BotStatusService,
  ) {}

  @Get('models')
  @Answers(modelListSchema)
  async list(
    @Query({ schema: modelQuerySchema }) { status, limit, after }: z.infer<typeof modelQuerySchema>,
    @CurrentCaller() { workspaceId }: Caller,
  ) {
    const rows = await this.models.list(workspaceId, { status, limit: limit + 1, after: numericCursor(after) });
    return pageOf(rows, limit, toModel, ({ id }) => String(id));
  }

  @Get('models/:id')
  @Answers(modelDetailSchema)
  async get(@Param('id', intParam) id: number, @CurrentCaller() { workspaceId }: Caller): Promise<ModelDetail> {
    const model = await this.models.find(workspaceId, id);
    if (!model) throw new AppError('NOT_FOUND', `There is no model #${id}.`);
    return toModelDetail(model, await this.curves.exists(workspaceId, id));
  }

  @Post('models')
  @Access('approver')
  @Answers(modelSchema, 201)
  async start(
    @Body({ schema: createModelSchema.default({}) }) { name }: z.infer<typeof createModelSchema>,
    @CurrentCaller() { workspaceId, user }: Caller,
  ): Promise<Model> {
    return toModel(await this.database.transaction((tx) => this.training.start(tx, workspaceId, user, name)));
  }

  @Post('models/:id/cancel')
  @Access('approver')
  @Answers(modelSchema)
  async cancel(@Param('id', intParam) id: number, @CurrentCaller() { workspaceId, user }: Caller): Promise<Model> {
    return toModel(await this.database.transaction((tx) => this.training.cancel(tx, workspaceId, user, id)));
  }

  /** Answers once the version is on its way; it is `live` when the event says so. */
  @Post('models/:id/live')
  @Access('approver')
  @Answers(modelSchema, 202)
  async use(@Param('id', intParam) id: number, @CurrentCaller() { workspaceId, user }: Caller): Promise<Model> {
    return toModel(await this.database.transaction((tx) => this.live.use(tx, workspaceId, id, user)));
  }

  /** Answers once nothing can go back to the version; its files are gone when `removedAt` says so. */
  @Delete('models/:id')
  @Access('approver')
  @Answers(modelSchema, 202)
  async delete(@Param('id', intParam) id: number, @CurrentCaller() { workspaceId, user }: Caller): Promise<Model> {
    return toModel(await this.database.transaction((tx) => this.removal.delete(tx, workspaceId, id, user)));
  }

  @Get('status')
  @Answers(statusSchema)
  async overview(@CurrentCaller() { workspaceId }: Caller): Promise<Status> {
    const [{ live, running, counts }, bot] = await Promise.all([this.status.overview(workspaceId), this.bot.current()]);
    return {
      liveModel: live && toModel(live),
      runningModel: running && toModel(running),
      trainData: counts,
      telegram: { state: bot.state, detail: bot.detail },
    };
  }
}
