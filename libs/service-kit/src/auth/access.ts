import { SetMetadata } from '@nestjs/common';

/**
 * Who may call a route:
 * - `public`: anybody (health, sign-in, the page itself, Telegram's webhook with its own secret)
 * - `service`: another service of this installation (service token)
 * - `member`, `approver`: a signed-in person or program with that role (data service only)
 */
export type AccessRule = 'public' | 'service' | 'member' | 'approver';
export const ACCESS_RULE = 'personal-assistant:access';

/** Gives a controller or a route its access rule. A route without one is refused, and a spec fails on it. */
export const Access = (rule: AccessRule) => SetMetadata(ACCESS_RULE, rule);
