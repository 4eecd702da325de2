import type { DeliveryResult } from '@personal-assistant/contracts';
import { GrammyError, HttpError } from 'grammy';
import { describe, expect, it } from 'vitest';
import { NotBotApiError } from '../telegram/bot-api-fetch.js';
import { failureOf } from '../telegram/failure.js';
import { outcomeOf } from './outcome.js';

const refused = (error_code: number, description: string, parameters = {}) =>
  new GrammyError('Call failed', { ok: false, error_code, description, parameters }, 'sendMessage', {});
const network = (cause: Error) => new HttpError('Network request failed', new TypeError('fetch failed', { cause }));
const system = (fields: object) => Object.assign(new Error('system'), fields);
const foreign = (status: number, retryAfter?: number) =>
  new HttpError('Network request failed', new NotBotApiError(status, retryAfter));

describe('outcomeOf', () => {
  it.each<[string, Error, Partial<DeliveryResult>]>([
    ['flood', refused(429, 'Too Many Requests', { retry_after: 12 }), { outcome: 'RETRY', retryAfterMs: 12_000 }],
    ['flood without a time', refused(429, 'Too Many Requests'), { outcome: 'RETRY', retryAfterMs: 5000 }],
    ['server error', refused(500, 'Internal Server Error'), { outcome: 'RETRY' }],
    ['revoked token', refused(401, 'Unauthorized'), { outcome: 'RETRY', retryAfterMs: 60_000 }],
    ['malformed token', refused(404, 'Not Found'), { outcome: 'RETRY', retryAfterMs: 60_000 }],
    ['blocked', refused(403, 'Forbidden: bot was blocked by the user'), { outcome: 'REJECTED' }],
    ['no rights', refused(400, 'Bad Request: not enough rights to send text messages'), { outcome: 'REJECTED' }],
    ['migrated', refused(400, 'upgraded', { migrate_to_chat_id: -1005 }), { outcome: 'MIGRATED', toChatId: '-1005' }],
    ['edit without change', refused(400, 'Bad Request: message is not modified: …'), { outcome: 'DELIVERED' }],
    ['refused connection', network(system({ code: 'ECONNREFUSED', syscall: 'connect' })), { outcome: 'RETRY' }],
    ['unknown host', network(system({ code: 'ENOTFOUND', syscall: 'getaddrinfo' })), { outcome: 'RETRY' }],
    ['reset while connecting', network(system({ code: 'ECONNRESET', syscall: 'connect' })), { outcome: 'RETRY' }],
    ['connect timeout', network(system({ code: 'UND_ERR_CONNECT_TIMEOUT' })), { outcome: 'RETRY' }],
    ['wrong certificate', network(system({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })), { outcome: 'RETRY' }],
    [
      'no address answers',
      network(new AggregateError([system({ code: 'ECONNREFUSED', syscall: 'connect' })])),
      { outcome: 'RETRY' },
    ],
    ['reset while waiting', network(system({ code: 'ECONNRESET', syscall: 'read' })), { outcome: 'AMBIGUOUS' }],
    ['closed while waiting', network(system({ code: 'UND_ERR_SOCKET' })), { outcome: 'AMBIGUOUS' }],
    ['broken pipe', network(system({ code: 'EPIPE', syscall: 'write' })), { outcome: 'AMBIGUOUS' }],
    [
      'no answer in time',
      new HttpError('Network request failed', new Error("Request to 'sendMessage' timed out after 20 seconds")),
      { outcome: 'AMBIGUOUS' },
    ],
    ['proxy in trouble', foreign(502), { outcome: 'AMBIGUOUS' }],
    ['proxy timed out', foreign(504), { outcome: 'AMBIGUOUS' }],
    ['page instead of an answer', foreign(200), { outcome: 'AMBIGUOUS' }],
    ['proxy overloaded', foreign(503, 3), { outcome: 'RETRY', retryAfterMs: 3000 }],
    ['proxy limits', foreign(429, 9), { outcome: 'RETRY', retryAfterMs: 9000 }],
    ['wrong address', foreign(404), { outcome: 'RETRY', retryAfterMs: 60_000 }],
  ])('%s', (_, error, expected) => {
    expect(outcomeOf(failureOf(error), '5')).toMatchObject(expected);
  });

  it('knows no change without an edit: a message that was sent is new', () => {
    expect(outcomeOf(failureOf(refused(400, 'message is not modified')))).toMatchObject({ outcome: 'REJECTED' });
  });
});
