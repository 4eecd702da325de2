import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { answerGapSchema, type Gap, gapListSchema, gapQuerySchema, gapSchema } from '@personal-assistant/contracts';
import { Access, AppError } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { readableJson } from '../commands/readable-json.js';
import { Database } from '../database/database.js';
import { Answers } from '../web/answers.js';
import { pageOf } from '../web/paging.js';
import { intParam } from '../web/params.js';
import { CurrentCaller } from '../web/session.guard.js';
import type { Caller } from '../web/session.service.js';
import { type GapRecord, GapRepository } from './gap.repository.js';
import { GapService } from './gap.service.js';
import { toGap } from './gap.view.js';

/** What was asked and never taught; the most asked for first. */
@ApiTags('gaps')
@Access('approver')
@Controller('api/gaps')
export class GapController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(GapRepository) private readonly gaps: GapRepository,
    @Inject(GapService) private readonly service: GapService,
  ) {}

  @Get()
  @Answers(gapListSchema)
  async list(
    @Query({ schema: gapQuerySchema }) { status, limit, after }: z.infer<typeof gapQuerySchema>,
    @CurrentCaller() { workspaceId }: Caller,
  ) {
    const rows = await this.gaps.top(workspaceId, status, limit + 1, after === undefined ? undefined : cursorOf(after));
    return pageOf(rows, limit, toGap, ({ count, id }) => `${count}-${id}`);
  }

  @Post(':id/answer')
  @Answers(gapSchema)
  async answer(
    @Param('id', intParam) id: number,
    @Body({ schema: answerGapSchema }) { text }: z.infer<typeof answerGapSchema>,
    @CurrentCaller() { workspaceId, user }: Caller,
  ): Promise<Gap> {
    const checked = await this.service.check(workspaceId, id, readableJson(text));
    return this.shown(await this.database.transaction((tx) => this.service.answer(tx, workspaceId, id, user, checked)));
  }

  @Post(':id/out-of-scope')
  @Answers(gapSchema)
  async outOfScope(@Param('id', intParam) id: number, @CurrentCaller() { workspaceId, user }: Caller): Promise<Gap> {
    return this.shown(await this.database.transaction((tx) => this.service.outOfScope(tx, workspaceId, id, user)));
  }

  private async shown(gap: GapRecord): Promise<Gap> {
    const [counted] = await this.gaps.counted([gap]);
    if (!counted) throw new Error(`gap ${gap.id} vanished`);
    return toGap(counted);
  }
}

function cursorOf(after: string): { count: number; id: number } {
  const match = /^(\d{1,9})-(\d{1,9})$/u.exec(after);
  if (!match) throw new AppError('BAD_REQUEST', 'after is not what an earlier page gave as next.');
  return { count: Number(match[1]), id: Number(match[2]) };
}
