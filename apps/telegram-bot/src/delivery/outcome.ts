import type { DeliveryResult } from '@personal-assistant/contracts';
import type { Failure } from '../telegram/failure.js';

/** Pauses that the outbox is told to make where Telegram names none. Milliseconds. */
const SOON = 1000;
const FLOOD_WITHOUT_TIME = 5000;
/** Nothing can be sent before a person changed the configuration. */
export const AFTER_CONFIGURATION = 60_000;

/**
 * What a failed call means for the message, after the rules of the contract. In doubt the message may be there already:
 * `AMBIGUOUS`, never a silent second copy.
 *
 * @param messageId the edited message; an edit that changes nothing has its wish.
 */
export function outcomeOf(failure: Failure, messageId?: string): DeliveryResult {
  const reason = failure.description;
  switch (failure.kind) {
    case 'not-sent':
      return { outcome: 'RETRY', retryAfterMs: SOON, reason };
    case 'lost':
      return { outcome: 'AMBIGUOUS', reason };
    case 'foreign':
      return foreignOutcome(failure.status, failure.retryAfter, reason);
    case 'refused':
      return refusedOutcome(failure, messageId);
  }
}

/**
 * Whether a failed `sendPhoto` had no effect and will have none: no right to send pictures, or a server that does not know the
 * method. Such a server may answer without an error code, or with a page.
 */
export function takesNoPicture(failure: Failure): boolean {
  switch (failure.kind) {
    case 'not-sent':
    case 'lost':
      return false;
    case 'foreign':
      return ![429, 502, 503, 504].includes(failure.status);
    case 'refused': {
      const { code, migrateTo } = failure;
      if (migrateTo !== undefined) return false;
      return !Number.isInteger(code) || (code >= 400 && code < 500 && ![401, 403, 429].includes(code));
    }
  }
}

/** A proxy that answers 502 or 504 may have passed the request on; its 4xx and 503 say that it did not. */
function foreignOutcome(status: number, retryAfter: number | undefined, reason: string): DeliveryResult {
  if (status === 429) return { outcome: 'RETRY', retryAfterMs: milliseconds(retryAfter), reason };
  if (status === 503) return { outcome: 'RETRY', retryAfterMs: retryAfter ? milliseconds(retryAfter) : SOON, reason };
  if (status >= 300 && status < 500) return { outcome: 'RETRY', retryAfterMs: AFTER_CONFIGURATION, reason };
  return { outcome: 'AMBIGUOUS', reason };
}

function refusedOutcome(failure: Extract<Failure, { kind: 'refused' }>, messageId: string | undefined): DeliveryResult {
  const { code, description, retryAfter, migrateTo } = failure;
  const reason = `${code} ${description}`;
  if (migrateTo !== undefined) return { outcome: 'MIGRATED', toChatId: String(migrateTo), reason };
  if (code === 429) return { outcome: 'RETRY', retryAfterMs: milliseconds(retryAfter), reason };
  if (code === 401 || code === 404) return { outcome: 'RETRY', retryAfterMs: AFTER_CONFIGURATION, reason };
  if (code >= 500) return { outcome: 'RETRY', retryAfterMs: SOON, reason };
  if (messageId !== undefined && description.includes('message is not modified')) {
    return { outcome: 'DELIVERED', messageId };
  }
  return { outcome: 'REJECTED', reason };
}

const milliseconds = (seconds: number | undefined) => (seconds ? seconds * 1000 : FLOOD_WITHOUT_TIME);
