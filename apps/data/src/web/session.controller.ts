import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  createInvitationSchema,
  invitationSchema,
  type Session,
  sessionSchema,
  signInSchema,
} from '@personal-assistant/contracts';
import { Access, AppError } from '@personal-assistant/service-kit';
import type { CookieOptions, Request, Response } from 'express';
import type { z } from 'zod';
import { AttemptLimit } from './attempt-limit.js';
import { Answers } from './answers.js';
import { BotStatusService } from './bot-status.service.js';
import { toPerson } from './person.view.js';
import { CurrentCaller, refuseOtherSites, SESSION_COOKIE, sessionCookie } from './session.guard.js';
import { type Caller, SessionService } from './session.service.js';

const COOKIE_AGE_MS = 90 * 24 * 3_600_000;

@ApiTags('session')
@Controller('api')
export class SessionController {
  private readonly failures = new AttemptLimit(10, 60_000);

  constructor(
    @Inject(SessionService) private readonly sessions: SessionService,
    @Inject(BotStatusService) private readonly bot: BotStatusService,
  ) {}

  @Post('session')
  @Access('public')
  @Answers(sessionSchema)
  async signIn(
    @Body({ schema: signInSchema }) { token }: z.infer<typeof signInSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    refuseOtherSites(request);
    const from = request.ip ?? 'unknown';
    if (this.failures.isBlocked(from)) {
      throw new AppError('RATE_LIMITED', 'Too many wrong tokens; please wait a minute and try again.');
    }
    const signedIn = await this.sessions.signIn(token);
    if (!signedIn) {
      this.failures.fail(from);
      throw new AppError(
        'UNAUTHENTICATED',
        'This token opens nothing; use the link that `npm start` shows, or ask an approver for an invitation.',
      );
    }
    response.cookie(SESSION_COOKIE, signedIn.sessionToken, { ...cookieOptions(request), maxAge: COOKIE_AGE_MS });
    return this.view(signedIn.caller);
  }

  @Get('session')
  @Access('member')
  @Answers(sessionSchema)
  session(@CurrentCaller() caller: Caller): Promise<Session> {
    return this.view(caller);
  }

  @Delete('session')
  @Access('member')
  @HttpCode(204)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const cookie = sessionCookie(request);
    if (cookie !== undefined) await this.sessions.signOut(cookie);
    response.clearCookie(SESSION_COOKIE, cookieOptions(request));
  }

  @Post('invitations')
  @Access('approver')
  @Answers(invitationSchema, 201)
  async invite(
    @Body({ schema: createInvitationSchema }) { displayName, role }: z.infer<typeof createInvitationSchema>,
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
  ): Promise<z.infer<typeof invitationSchema>> {
    const token = await this.sessions.invite(caller, displayName, role);
    return { url: `${schemeOf(request)}://${request.headers.host ?? 'localhost'}/?token=${token}`, role };
  }

  private async view({ user, role, workspaceId }: Caller): Promise<Session> {
    const name = await this.sessions.workspaceName(workspaceId);
    return {
      user: toPerson(user),
      role,
      workspace: { id: workspaceId, name },
      botUsername: (await this.bot.current()).botUsername,
    };
  }
}

function cookieOptions(request: Request): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: schemeOf(request) === 'https' };
}

/** Behind a proxy that ends TLS the browser's scheme is in a header. */
function schemeOf(request: Request): string {
  return request.headers['x-forwarded-proto'] === 'https' ? 'https' : request.protocol;
}
