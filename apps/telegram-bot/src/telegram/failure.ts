import { GrammyError, HttpError } from 'grammy';
import { NotBotApiError } from './bot-api-fetch.js';

/**
 * Why a call of the Bot API failed, as far as it can be known.
 * - `refused`: the Bot API answered with an error; the call had no effect.
 * - `not-sent`: no connection was made; the call had no effect.
 * - `foreign`: something else than the Bot API answered.
 * - `lost`: the connection broke or timed out after the request may have been sent; nobody knows.
 */
export type Failure =
  | { kind: 'refused'; code: number; description: string; retryAfter?: number; migrateTo?: number }
  | { kind: 'not-sent'; description: string }
  | { kind: 'foreign'; status: number; description: string; retryAfter?: number }
  | { kind: 'lost'; description: string };

/** Steps of fetch before any byte of the request leaves: name lookup, TCP connection. */
const BEFORE_SENDING = new Set(['connect', 'getaddrinfo']);
/** Codes of the same steps where no system call is named, and of TLS handshakes that were refused. */
const NOT_CONNECTED =
  /^(?:UND_ERR_CONNECT_TIMEOUT|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|\w*SELF_SIGNED_CERT\w*|UNABLE_TO_\w+)$/u;

export function failureOf(error: unknown): Failure {
  if (error instanceof GrammyError) {
    const { error_code: code, description, parameters } = error;
    const { retry_after: retryAfter, migrate_to_chat_id: migrateTo } = parameters;
    return { kind: 'refused', code, description, retryAfter, migrateTo };
  }
  const cause = error instanceof HttpError ? error.error : error;
  if (cause instanceof NotBotApiError) {
    return { kind: 'foreign', status: cause.status, description: cause.message, retryAfter: cause.retryAfter };
  }
  const system = systemError(cause);
  const description = system?.message ?? (cause instanceof Error ? cause.message : String(cause));
  const notSent =
    system !== undefined && (BEFORE_SENDING.has(system.syscall ?? '') || NOT_CONNECTED.test(system.code ?? ''));
  return notSent ? { kind: 'not-sent', description } : { kind: 'lost', description };
}

interface SystemError {
  message: string;
  code?: string;
  syscall?: string;
}

/** fetch wraps what happened in `cause`; with several addresses tried, in the last error of an AggregateError. */
function systemError(error: unknown): SystemError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof AggregateError) return systemError(error.errors.at(-1));
  if (error.cause instanceof Error) return systemError(error.cause);
  return error;
}
