import { createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AppError, bearerToken, type SessionGuard } from '@personal-assistant/service-kit';
import type { Request } from 'express';
import { type Caller, SessionService } from './session.service.js';

export const SESSION_COOKIE = 'pa_session';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const callers = new WeakMap<Request, Caller>();

/** Checks the session cookie or the bearer token of every member and approver route. */
@Injectable()
export class CookieOrTokenGuard implements SessionGuard {
  constructor(@Inject(SessionService) private readonly sessions: SessionService) {}

  async authorize(request: Request, role: 'member' | 'approver'): Promise<void> {
    const caller = await this.callerOf(request);
    if (!caller)
      throw new AppError(
        'UNAUTHENTICATED',
        'Please sign in: open the link with the token that `npm start` shows, or an invitation.',
      );
    if (role === 'approver' && caller.role !== 'APPROVER') {
      throw new AppError('FORBIDDEN', 'Only approvers can do that; ask an approver to invite you as one.');
    }
    callers.set(request, caller);
  }

  private async callerOf(request: Request): Promise<Caller | undefined> {
    const token = bearerToken(request);
    if (token !== undefined) return this.sessions.callerOfFixedToken(token);
    const cookie = sessionCookie(request);
    if (cookie === undefined) return undefined;
    refuseOtherSites(request);
    return this.sessions.callerOfSession(cookie);
  }
}

/** The signed-in caller of a member or approver route. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<Request>());
  if (!caller) throw new Error('a route without sign-in asked who is signed in');
  return caller;
});

export function sessionCookie(request: Request): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === SESSION_COOKIE)?.[1];
}

/**
 * Browsers send cookies along with requests that other sites cause; what changes something must come from our own page.
 *
 * @throws AppError `FORBIDDEN`
 */
export function refuseOtherSites(request: Request): void {
  if (SAFE_METHODS.has(request.method)) return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign = origin === undefined ? site === 'cross-site' || site === 'same-site' : hostOf(origin) !== host;
  if (foreign) throw new AppError('FORBIDDEN', 'This request came from another site; please use the page itself.');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
