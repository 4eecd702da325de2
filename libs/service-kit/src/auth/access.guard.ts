import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { CONFIG, type Config, serviceToken } from '../config/config.js';
import { AppError } from '../errors/app-error.js';
import { ACCESS_RULE, type AccessRule } from './access.js';

/** Checks that a person or program is signed in with a role; the data service provides it. */
export interface SessionGuard {
  /** @throws AppError `UNAUTHENTICATED` or `FORBIDDEN` */
  authorize(request: Request, role: 'member' | 'approver'): Promise<void>;
}
export const SESSION_GUARD = Symbol('SESSION_GUARD');

/** Global guard: every route has an {@link AccessRule}, or is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
    @Optional() @Inject(SESSION_GUARD) private readonly sessions?: SessionGuard,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<Request>();
    switch (rule) {
      case 'public':
        return true;
      case 'service':
        if (equalsSecret(bearerToken(request), serviceToken(this.config))) return true;
        throw new AppError('UNAUTHENTICATED', 'This address is for the services of this installation only.');
      case 'member':
      case 'approver':
        if (!this.sessions) throw new AppError('FORBIDDEN', 'This service has no sign-in.');
        await this.sessions.authorize(request, rule);
        return true;
      case undefined:
        throw new AppError('FORBIDDEN', 'This address has no access rule.');
    }
  }
}

/** The token of `Authorization: Bearer …`. */
export function bearerToken(request: Pick<Request, 'headers'>): string | undefined {
  return /^Bearer (.+)$/iu.exec(request.headers.authorization ?? '')?.[1];
}

/** Compares in constant time, whatever the lengths. */
export function equalsSecret(given: string | undefined, secret: string): boolean {
  if (given === undefined) return false;
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
