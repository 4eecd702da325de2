import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  correctAnswerSchema,
  giveFeedbackSchema,
  type Question,
  questionSchema,
  type TrainData,
  trainDataSchema,
} from '@personal-assistant/contracts';
import { Access } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { Database } from '../../database/database.js';
import { toTrainData } from '../../teaching/train-data.view.js';
import { Answers } from '../../web/answers.js';
import { uuidParam } from '../../web/params.js';
import { CurrentCaller } from '../../web/session.guard.js';
import type { Caller } from '../../web/session.service.js';
import { visible } from '../question.controller.js';
import { type QuestionRecord, QuestionRepository } from '../question.repository.js';
import { toQuestion } from '../question.view.js';
import { CorrectionService } from './correction.service.js';
import { FeedbackService } from './feedback.service.js';

/** What people think of answers that they may see. */
@ApiTags('questions')
@Access('member')
@Controller('api/questions')
export class FeedbackController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(FeedbackService) private readonly feedback: FeedbackService,
    @Inject(CorrectionService) private readonly corrections: CorrectionService,
  ) {}

  @Post(':id/feedback')
  @Answers(questionSchema)
  async give(
    @Param('id', uuidParam) id: string,
    @Body({ schema: giveFeedbackSchema }) { value }: z.infer<typeof giveFeedbackSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<Question> {
    const { workspaceId, user } = caller;
    await this.find(id, caller);
    const word = { value: value === 'up' ? 'UP' : 'DOWN' } as const;
    await this.database.transaction((tx) => this.feedback.give(tx, workspaceId, id, user, word));
    return toQuestion(await this.find(id, caller), user.id);
  }

  @Post(':id/correction')
  @Answers(trainDataSchema, 201)
  async correct(
    @Param('id', uuidParam) id: string,
    @Body({ schema: correctAnswerSchema }) { text }: z.infer<typeof correctAnswerSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<TrainData> {
    const { workspaceId, user } = caller;
    const correction = await this.corrections.check(await this.find(id, caller), text);
    return toTrainData(
      await this.database.transaction((tx) => this.corrections.submit(tx, workspaceId, user, correction)),
    );
  }

  private async find(id: string, caller: Caller): Promise<QuestionRecord> {
    return visible(await this.questions.find(caller.workspaceId, id), caller);
  }
}
