import { buffer } from 'node:stream/consumers';
import type { ApiClientOptions } from 'grammy';

/** Something between us and Telegram answered (a proxy's page, a wrong address): the body is not the Bot API's. */
export class NotBotApiError extends Error {
  override readonly name = 'NotBotApiError';
  constructor(
    readonly status: number,
    /** Seconds of a `Retry-After` header. */
    readonly retryAfter: number | undefined,
  ) {
    super(`answered HTTP ${status} without a Bot API body; check TELEGRAM_API_ROOT and any proxy on the way`);
  }
}

interface RequestOptions {
  method: string;
  headers: Record<string, string>;
  /** A stream where a file is uploaded. */
  body: string | NodeJS.ReadableStream;
  signal: { aborted: boolean; addEventListener: (type: 'abort', listener: () => void) => void };
}

/**
 * Node's own `fetch` for grammY. Its errors say whether the connection was ever made, which decides if a send may have
 * taken effect; node-fetch, grammY's default, hides that. Bodies that no Bot API wrote become {@link NotBotApiError}.
 */
async function fetchBotApi(url: string, { method, headers, body, signal }: RequestOptions) {
  const { connection: _, ...rest } = headers;
  const content = typeof body === 'string' ? body : await buffer(body);
  const response = await fetch(url, { method, headers: rest, body: content, signal: nativeSignal(signal) });
  const text = await response.text();
  const answer = parse(text);
  if (!isBotApiAnswer(answer)) {
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new NotBotApiError(response.status, Number.isFinite(retryAfter) ? retryAfter : undefined);
  }
  return { json: () => Promise.resolve(answer) };
}

export const botApiFetch = fetchBotApi as unknown as NonNullable<ApiClientOptions['fetch']>;

/** grammY gives a signal of the abort-controller package; Node's fetch takes only its own. */
function nativeSignal(signal: RequestOptions['signal']): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
  return controller.signal;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isBotApiAnswer(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && typeof answer.ok === 'boolean';
}
