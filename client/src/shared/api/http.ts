import { errorBodySchema, type ErrorCode } from '@personal-assistant/contracts';
import type { z } from 'zod';

/** `UNREACHABLE`: no answer came. `UNREADABLE`: an answer came that this page does not understand. */
export type ClientErrorCode = ErrorCode | 'UNREACHABLE' | 'UNREADABLE';

/** Any call of the API that did not succeed. `message` is one sentence for the person. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: ClientErrorCode,
    message: string,
  ) {
    super(message);
  }

  /** True when the same call may succeed a little later without anybody doing anything. */
  get transient(): boolean {
    return (
      this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504
    );
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
interface CallOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** A file of JSON lines, sent as it is; instead of `body`. */
  lines?: string;
  signal?: AbortSignal;
}

/**
 * Calls the data service that served this page and checks its answer.
 *
 * @param path below `/api`, beginning with a slash
 * @throws {ApiError} with the service's own sentence where it gave one
 */
export async function callApi<T extends z.ZodType>(
  method: Method,
  path: string,
  schema: T,
  options: CallOptions = {},
): Promise<z.output<T>> {
  const response = await send(method, path, options);
  if (!response.ok) throw await readError(response);
  const parsed = schema.safeParse(response.status === 204 ? undefined : await readJson(response));
  if (parsed.success) return parsed.data;
  throw new ApiError(
    response.status,
    'UNREADABLE',
    'The assistant answered in a way this page does not know. Reload the page to get its newest version.',
  );
}

async function send(method: Method, path: string, { body, lines, signal }: CallOptions): Promise<Response> {
  const type = lines !== undefined ? 'application/x-ndjson' : body !== undefined ? 'application/json' : undefined;
  try {
    return await fetch(`/api${path}`, {
      method,
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(type === undefined ? {} : { 'content-type': type }) },
      ...(type === undefined ? {} : { body: lines ?? JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'UNREACHABLE', 'The assistant cannot be reached. Check that it is running, then try again.');
  }
}

async function readError(response: Response): Promise<ApiError> {
  const parsed = errorBodySchema.safeParse(await readJson(response));
  if (parsed.success) {
    const { code, message, errorId } = parsed.data;
    return new ApiError(response.status, code, errorId ? `${message} (error ${errorId})` : message);
  }
  const message = `The assistant answered with an error (${String(response.status)}). Try again in a moment.`;
  return new ApiError(response.status, codeOfStatus(response.status), message);
}

/** For answers that did not come from the data service itself, such as a proxy's. */
function codeOfStatus(status: number): ClientErrorCode {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'FORBIDDEN';
  if (status === 404) return 'NOT_FOUND';
  if (status === 413) return 'TOO_LARGE';
  if (status === 429) return 'RATE_LIMITED';
  return status >= 502 ? 'UNAVAILABLE' : 'INTERNAL';
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch {
    return undefined;
  }
}
