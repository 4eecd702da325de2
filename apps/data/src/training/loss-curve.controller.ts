import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Access, AppError } from '@personal-assistant/service-kit';
import type { Response } from 'express';
import { intParam } from '../web/params.js';
import { CurrentCaller } from '../web/session.guard.js';
import type { Caller } from '../web/session.service.js';
import { LossCurveRepository } from './loss-curve.repository.js';

@ApiTags('models')
@Access('member')
@Controller('api/models/:id/loss.png')
export class LossCurveController {
  constructor(@Inject(LossCurveRepository) private readonly curves: LossCurveRepository) {}

  /** Never changes once it is there. */
  @Get()
  @ApiProduces('image/png')
  async picture(
    @Param('id', intParam) id: number,
    @CurrentCaller() { workspaceId }: Caller,
    @Res() response: Response,
  ): Promise<void> {
    const png = await this.curves.find(workspaceId, id);
    if (!png) {
      throw new AppError(
        'NOT_FOUND',
        `There is no loss curve of version #${id}: only one whose reader learned from pairs has it.`,
      );
    }
    response.setHeader('cache-control', 'private, max-age=86400');
    response.type('png').send(png);
  }
}
