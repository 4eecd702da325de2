import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  failQuestionSchema,
  type PartialAnswer,
  partialAnswerSchema,
  type SubmitAnswer,
  submitAnswerSchema,
} from '@personal-assistant/contracts';
import { Access } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { uuidParam } from '../web/params.js';
import { AnsweringService } from './answering.service.js';
import { DraftService } from './draft.service.js';

const OK = { ok: true } as const;

/** What the prediction service calls. */
@ApiExcludeController()
@Access('service')
@Controller('internal/questions')
export class QuestionInternalController {
  constructor(
    @Inject(AnsweringService) private readonly answering: AnsweringService,
    @Inject(DraftService) private readonly drafts: DraftService,
  ) {}

  @Post(':id/claim')
  @HttpCode(200)
  claim(@Param('id', uuidParam) id: string) {
    return this.answering.claim(id);
  }

  @Post(':id/partial')
  @HttpCode(200)
  async partial(
    @Param('id', uuidParam) id: string,
    @Body({ schema: partialAnswerSchema }) { text, from }: PartialAnswer,
  ) {
    await this.drafts.show(id, text, from);
    return OK;
  }

  @Post(':id/answer')
  @HttpCode(200)
  async answer(@Param('id', uuidParam) id: string, @Body({ schema: submitAnswerSchema }) body: SubmitAnswer) {
    await this.answering.answer(id, body);
    return OK;
  }

  @Post(':id/fail')
  @HttpCode(200)
  async fail(
    @Param('id', uuidParam) id: string,
    @Body({ schema: failQuestionSchema }) { reason }: z.infer<typeof failQuestionSchema>,
  ) {
    await this.answering.fail(id, reason);
    return OK;
  }
}
