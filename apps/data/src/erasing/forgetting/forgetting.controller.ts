import { Controller, Delete, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ForgettingBegun, forgettingSchema } from '@personal-assistant/contracts';
import { Access, AppError } from '@personal-assistant/service-kit';
import type { Request, Response } from 'express';
import { Database } from '../../database/database.js';
import { Answers } from '../../web/answers.js';
import { CurrentCaller, SESSION_COOKIE, sessionCookie } from '../../web/session.guard.js';
import type { Caller } from '../../web/session.service.js';
import { ForgettingService } from './forgetting.service.js';

@ApiTags('session')
@Access('member')
@Controller('api/me')
export class ForgettingController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ForgettingService) private readonly forgetting: ForgettingService,
  ) {}

  /** Forgets whoever is signed in, and signs them out; erased is all of it a moment later. Not for a program with a token. */
  @Delete()
  @Answers(forgettingSchema, 202)
  async forget(
    @CurrentCaller() { workspaceId, user }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ForgettingBegun> {
    if (request.headers.authorization !== undefined || sessionCookie(request) === undefined) {
      throw new AppError(
        'FORBIDDEN',
        'Only a person who is signed in on the page can be forgotten; a token is nobody.',
      );
    }
    const begun = await this.database.transaction((tx) => this.forgetting.begin(tx, workspaceId, user, null));
    response.clearCookie(SESSION_COOKIE, { path: '/' });
    return begun;
  }
}
