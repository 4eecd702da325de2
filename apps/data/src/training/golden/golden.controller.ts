import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  changeGoldenSchema,
  createGoldenSchema,
  type Golden,
  goldenListSchema,
  goldenQuerySchema,
  goldenQuestionSchema,
  okSchema,
} from '@personal-assistant/contracts';
import { Access } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { Database } from '../../database/database.js';
import { Answers } from '../../web/answers.js';
import { numericCursor, pageOf } from '../../web/paging.js';
import { intParam } from '../../web/params.js';
import { CurrentCaller } from '../../web/session.guard.js';
import type { Caller } from '../../web/session.service.js';
import { GoldenEditingService } from './golden-editing.service.js';
import { type GoldenQuestion, GoldenRepository } from './golden.repository.js';

/** The questions that each version is held against. */
@ApiTags('golden questions')
@Access('approver')
@Controller('api/golden')
export class GoldenController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(GoldenRepository) private readonly golden: GoldenRepository,
    @Inject(GoldenEditingService) private readonly editing: GoldenEditingService,
  ) {}

  @Get()
  @Answers(goldenListSchema)
  async list(
    @Query({ schema: goldenQuerySchema }) { origin, use, q, limit, after }: z.infer<typeof goldenQuerySchema>,
    @CurrentCaller() { workspaceId }: Caller,
  ) {
    const filter = { origin, use, words: q, limit: limit + 1, after: numericCursor(after) };
    return pageOf(await this.golden.list(workspaceId, filter), limit, toGolden, ({ id }) => String(id));
  }

  @Post()
  @Answers(goldenQuestionSchema, 201)
  async add(
    @Body({ schema: createGoldenSchema }) item: z.infer<typeof createGoldenSchema>,
    @CurrentCaller() { workspaceId, user }: Caller,
  ): Promise<Golden> {
    const editor = { workspaceId, userId: user.id };
    return toGolden(await this.database.transaction((tx) => this.editing.add(tx, editor, item)));
  }

  @Patch(':id')
  @Answers(goldenQuestionSchema)
  async change(
    @Param('id', intParam) id: number,
    @Body({ schema: changeGoldenSchema }) change: z.infer<typeof changeGoldenSchema>,
    @CurrentCaller() { workspaceId, user }: Caller,
  ): Promise<Golden> {
    const editor = { workspaceId, userId: user.id };
    return toGolden(await this.database.transaction((tx) => this.editing.change(tx, editor, id, change)));
  }

  @Delete(':id')
  @Answers(okSchema)
  async remove(@Param('id', intParam) id: number, @CurrentCaller() { workspaceId, user }: Caller) {
    const editor = { workspaceId, userId: user.id };
    await this.database.transaction((tx) => this.editing.remove(tx, editor, id));
    return { ok: true } as const;
  }
}

function toGolden(record: GoldenQuestion): Golden {
  const { id, question, answer, origin, use, trainDataId, createdAt, updatedAt } = record;
  const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  return { id, question, answer, origin, use, trainDataId, ...times };
}
