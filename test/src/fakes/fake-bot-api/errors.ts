import type { ResponseParameters } from '@grammyjs/types';

/** A refusal as the Bot API words it: HTTP status, `error_code` and `description` of the JSON body. */
export class BotApiError extends Error {
  constructor(
    readonly code: number,
    description: string,
    readonly parameters?: ResponseParameters,
  ) {
    super(description);
    this.name = 'BotApiError';
  }
}

export const badRequest = (what: string) => new BotApiError(400, `Bad Request: ${what}`);
export const forbidden = (what: string) => new BotApiError(403, `Forbidden: ${what}`);

export function tooManyRequests(seconds: number): BotApiError {
  return new BotApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
}
