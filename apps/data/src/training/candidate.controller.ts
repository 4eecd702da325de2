import { Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Model, modelSchema } from '@personal-assistant/contracts';
import { Access, AppError } from '@personal-assistant/service-kit';
import { Database } from '../database/database.js';
import { Answers } from '../web/answers.js';
import { intParam } from '../web/params.js';
import { CurrentCaller } from '../web/session.guard.js';
import type { Caller } from '../web/session.service.js';
import { CandidateService } from './candidate.service.js';
import { ModelRepository } from './model.repository.js';
import { toModel } from './model.view.js';

@ApiTags('models')
@Access('approver')
@Controller('api/models')
export class CandidateController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(CandidateService) private readonly candidates: CandidateService,
  ) {}

  /** A version that waits for a decision stays a candidate; `POST …/live` puts it live instead. */
  @Post(':id/decline')
  @Answers(modelSchema)
  async decline(@Param('id', intParam) id: number, @CurrentCaller() { workspaceId, user }: Caller): Promise<Model> {
    const model = await this.database.transaction(async (tx) => {
      await this.candidates.decide(tx, workspaceId, id, user, false);
      return this.models.findIn(tx, id);
    });
    if (!model) throw new AppError('NOT_FOUND', `There is no version #${id}.`);
    return toModel(model);
  }
}
