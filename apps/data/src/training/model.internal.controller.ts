import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  claimModelRequestSchema,
  attemptQuerySchema,
  completeModelSchema,
  failModelSchema,
  modelProgressSchema,
  modelTextsQuerySchema,
} from '@personal-assistant/contracts';
import { Access } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { WithdrawalRepository } from '../erasing/withdrawal.repository.js';
import { intParam } from '../web/params.js';
import { AttemptMaterialService } from './attempt-material.service.js';
import { AttemptService } from './attempt.service.js';
import { VersionGateService } from './version-gate.service.js';

const OK = { ok: true } as const;

/** What the train service and the prediction service call. */
@ApiExcludeController()
@Access('service')
@Controller('internal/models')
export class ModelInternalController {
  constructor(
    @Inject(AttemptService) private readonly attempts: AttemptService,
    @Inject(AttemptMaterialService) private readonly material: AttemptMaterialService,
    @Inject(VersionGateService) private readonly versions: VersionGateService,
    @Inject(WithdrawalRepository) private readonly withdrawals: WithdrawalRepository,
  ) {}

  @Get('live')
  live() {
    return this.versions.live();
  }

  @Get(':id/withdrawn')
  withdrawn(@Param('id', intParam) id: number) {
    return this.withdrawals.withdrawnOf(id);
  }

  @Post(':id/claim')
  @HttpCode(200)
  claim(
    @Param('id', intParam) id: number,
    @Body({ schema: claimModelRequestSchema }) { worker }: z.infer<typeof claimModelRequestSchema>,
  ) {
    return this.attempts.claim(id, worker);
  }

  @Get(':id/texts')
  texts(
    @Param('id', intParam) id: number,
    @Query({ schema: modelTextsQuerySchema }) query: z.infer<typeof modelTextsQuerySchema>,
  ) {
    return this.material.page(id, query);
  }

  @Get(':id/golden')
  golden(
    @Param('id', intParam) id: number,
    @Query({ schema: modelTextsQuerySchema }) query: z.infer<typeof modelTextsQuerySchema>,
  ) {
    return this.material.goldenPage(id, query);
  }

  @Get(':id/attempt')
  async attempt(
    @Param('id', intParam) id: number,
    @Query({ schema: attemptQuerySchema }) { attemptToken }: z.infer<typeof attemptQuerySchema>,
  ) {
    await this.material.check(id, attemptToken);
    return OK;
  }

  @Get(':id/pairs')
  pairs(
    @Param('id', intParam) id: number,
    @Query({ schema: attemptQuerySchema }) { attemptToken }: z.infer<typeof attemptQuerySchema>,
  ) {
    return this.material.pairs(id, attemptToken);
  }

  @Post(':id/progress')
  @HttpCode(200)
  async progress(
    @Param('id', intParam) id: number,
    @Body({ schema: modelProgressSchema }) body: z.infer<typeof modelProgressSchema>,
  ) {
    await this.attempts.progress(id, body);
    return OK;
  }

  @Post(':id/complete')
  @HttpCode(200)
  async complete(
    @Param('id', intParam) id: number,
    @Body({ schema: completeModelSchema }) body: z.infer<typeof completeModelSchema>,
  ) {
    await this.attempts.complete(id, body);
    return OK;
  }

  @Post(':id/fail')
  @HttpCode(200)
  async fail(
    @Param('id', intParam) id: number,
    @Body({ schema: failModelSchema }) body: z.infer<typeof failModelSchema>,
  ) {
    await this.attempts.fail(id, body);
    return OK;
  }
}
