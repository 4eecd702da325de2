import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  createQuestionSchema,
  type Question,
  questionListSchema,
  questionQuerySchema,
  questionSchema,
  waitQuerySchema,
} from '@personal-assistant/contracts';
import { Access, AppError } from '@personal-assistant/service-kit';
import type { Response } from 'express';
import type { z } from 'zod';
import { readableJson } from '../commands/readable-json.js';
import { Database } from '../database/database.js';
import { Answers } from '../web/answers.js';
import { pageOf } from '../web/paging.js';
import { uuidParam } from '../web/params.js';
import { CurrentCaller } from '../web/session.guard.js';
import type { Caller } from '../web/session.service.js';
import { AskingService } from './asking.service.js';
import { type QuestionRecord, QuestionRepository } from './question.repository.js';
import { toQuestion } from './question.view.js';
import { QuestionWaiter } from './question-waiter.js';

/** Questions: members see their own, approvers all of their workspace. */
@ApiTags('questions')
@Access('member')
@Controller('api/questions')
export class QuestionController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(AskingService) private readonly asking: AskingService,
    @Inject(QuestionWaiter) private readonly waiter: QuestionWaiter,
  ) {}

  @Post()
  @Answers(questionSchema, 202)
  async ask(
    @Body({ schema: createQuestionSchema }) { text, previousQuestionId }: z.infer<typeof createQuestionSchema>,
    @Query({ schema: waitQuerySchema }) { wait = 0 }: z.infer<typeof waitQuerySchema>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Question> {
    const { workspaceId, user } = caller;
    const previous = previousQuestionId
      ? { id: visible(await this.questions.find(workspaceId, previousQuestionId), caller).id, replied: true }
      : undefined;
    const { id, status } = await this.database.transaction((tx) =>
      this.asking.ask(tx, workspaceId, user, readableJson(text), { previous }),
    );
    const waits = wait > 0 && status === 'PENDING';
    const asked = await (waits ? this.waiter.wait(workspaceId, id, wait) : this.questions.find(workspaceId, id));
    const question = toQuestion(visible(asked, caller), user.id);
    if (question.status !== 'PENDING') response.status(200);
    return question;
  }

  @Get()
  @Answers(questionListSchema)
  async list(
    @Query({ schema: questionQuerySchema }) { status, limit, after }: z.infer<typeof questionQuerySchema>,
    @CurrentCaller() caller: Caller,
  ) {
    if (after !== undefined) uuidParam.transform(after, { type: 'query' });
    const rows = await this.questions.list(caller.workspaceId, {
      status,
      askedById: caller.role === 'APPROVER' ? undefined : caller.user.id,
      limit: limit + 1,
      after,
    });
    return pageOf(
      rows,
      limit,
      (row) => toQuestion(row, caller.user.id),
      ({ id }) => id,
    );
  }

  @Get(':id')
  @Answers(questionSchema)
  async get(
    @Param('id', uuidParam) id: string,
    @Query({ schema: waitQuerySchema }) { wait = 0 }: z.infer<typeof waitQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<Question> {
    const question = visible(await this.questions.find(caller.workspaceId, id), caller);
    const waits = wait > 0 && question.status === 'PENDING';
    const answered = waits ? await this.waiter.wait(caller.workspaceId, id, wait) : question;
    return toQuestion(answered ?? question, caller.user.id);
  }
}

/** @throws AppError `NOT_FOUND` for somebody else's question */
export function visible(question: QuestionRecord | null, { role, user }: Caller): QuestionRecord {
  if (question && (role === 'APPROVER' || question.askedById === user.id)) return question;
  throw new AppError('NOT_FOUND', 'There is no such question.');
}
