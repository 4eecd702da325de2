import { CORRELATION_HEADER, errorBodySchema, type ErrorCode } from '@personal-assistant/contracts';
import type { z } from 'zod';
import { correlationId } from '../logging/correlation.js';

/** The other service answered, but not with 2xx. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
  /** A repeat may succeed (the other side is overloaded or broken, not the request). */
  get retryable(): boolean {
    return this.status >= 500 || this.status === 429;
  }
}

/** The other service gave no answer that could be read: refused, dropped, too slow. The request may have had its effect. */
export class RemoteUnreachableError extends Error {
  override readonly name = 'RemoteUnreachableError';
}

export interface ServiceClientOptions {
  baseUrl: string;
  token: string;
  /** Default 10,000. */
  timeoutMs?: number;
}

/**
 * Calls the HTTP API of another service of this installation with the service token and the correlation id.
 * Bodies are parsed by the contract's schema, so a response of the wrong form fails here and not later.
 *
 * @throws RemoteError, RemoteUnreachableError
 */
export class ServiceClient {
  constructor(private readonly options: ServiceClientOptions) {}

  get<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> {
    return this.call('GET', path, undefined, schema);
  }

  post<T extends z.ZodType>(path: string, body: unknown, schema: T, timeoutMs?: number): Promise<z.infer<T>> {
    return this.call('POST', path, body, schema, timeoutMs);
  }

  delete<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> {
    return this.call('DELETE', path, undefined, schema);
  }

  private async call<T extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    schema: T,
    timeoutMs = this.options.timeoutMs ?? 10_000,
  ): Promise<z.infer<T>> {
    const target = `${this.options.baseUrl.replace(/\/$/u, '')}${path}`;
    const id = correlationId();
    let status: number;
    let payload: unknown;
    try {
      const response = await fetch(target, {
        method,
        headers: {
          authorization: `Bearer ${this.options.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(id ? { [CORRELATION_HEADER]: id } : {}),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = response.status;
      payload = parseJson(await response.text());
    } catch (error) {
      throw new RemoteUnreachableError(`${method} ${path}: ${reasonOf(error)}`, { cause: error });
    }
    if (status >= 200 && status < 300) return schema.parse(payload);
    const known = errorBodySchema.safeParse(payload);
    if (known.success) throw new RemoteError(status, known.data.code, known.data.message);
    throw new RemoteError(status, status >= 500 ? 'INTERNAL' : 'BAD_REQUEST', `${method} ${path} answered ${status}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch hides the interesting part («connect ECONNREFUSED») in `cause`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}
