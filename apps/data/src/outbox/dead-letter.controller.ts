import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { chatQuerySchema, deadLetterListSchema, okSchema } from '@personal-assistant/contracts';
import { Access } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { Answers } from '../web/answers.js';
import { CurrentCaller } from '../web/session.guard.js';
import type { Caller } from '../web/session.service.js';
import { DeadLetterService } from './dead-letter.service.js';

@ApiTags('dead letters')
@Access('approver')
@Controller('api/dead-letters')
export class DeadLetterController {
  constructor(@Inject(DeadLetterService) private readonly letters: DeadLetterService) {}

  @Get()
  @Answers(deadLetterListSchema)
  list(
    @Query({ schema: chatQuerySchema }) { limit, after }: z.infer<typeof chatQuerySchema>,
    @CurrentCaller() { workspaceId }: Caller,
  ) {
    return this.letters.list(workspaceId, limit, after);
  }

  @Post(':id/retry')
  @Answers(okSchema)
  async retry(@Param('id') id: string, @CurrentCaller() { workspaceId }: Caller) {
    await this.letters.retry(workspaceId, id);
    return { ok: true };
  }
}
