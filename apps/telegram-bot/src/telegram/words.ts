import type { Failure } from './failure.js';

/** One line for log, health and status: what is wrong with the connection to Telegram and what to do. */
export function explain(failure: Failure): string {
  switch (failure.kind) {
    case 'refused':
      return explainRefusal(failure.code, failure.description);
    case 'foreign':
      return `Telegram is not reached: it ${failure.description}.`;
    case 'not-sent':
    case 'lost':
      return `Telegram is not reached (${failure.description}). Check the network and TELEGRAM_API_ROOT; trying again.`;
  }
}

function explainRefusal(code: number, description: string): string {
  switch (code) {
    case 401:
    case 404:
      return `Telegram refuses the token (${code} ${description}). Get a valid one from @BotFather, set TELEGRAM_TOKEN and start again.`;
    case 409:
      return `Another program takes this bot's updates (${description}). Stop it, or give this installation a bot of its own; trying again.`;
    default:
      return `Telegram answers ${code} ${description}; trying again.`;
  }
}

/** A wrong token does not heal by asking again soon. */
export function isBadToken(failure: Failure): boolean {
  return failure.kind === 'refused' && (failure.code === 401 || failure.code === 404);
}
