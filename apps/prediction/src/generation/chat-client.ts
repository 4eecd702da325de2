import { z } from 'zod';
import { eventData } from './server-sent-events.js';

/** The language model gave no answer that can be used. The message is for the log and never holds the key. */
export class LlmError extends Error {
  override readonly name = 'LlmError';

  constructor(
    message: string,
    /** What the server refused with. */
    readonly status?: number,
  ) {
    super(message);
  }
}

export interface ChatMessage {
  readonly role: 'system' | 'user';
  readonly content: string;
}

export interface ChatClientOptions {
  /** With the path before `/chat/completions`, such as `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  /** What is asked for when nothing else is. */
  readonly model: string;
  readonly apiKey?: string;
  /** For the whole answer. The first word, and each next one, is waited for half as long. */
  readonly timeoutMs: number;
}

/** Word pieces that an answer may have. */
const MOST_TOKENS = 400;
/** An answer this long goes in circles. Unit: UTF-16 code units. */
const MOST_CHARACTERS = 8000;
/** The most likely words, and no more of them than needed. Some models refuse such settings, then they go without. */
const SETTINGS = { temperature: 0, max_tokens: MOST_TOKENS };

const partSchema = z.object({ content: z.string().nullish(), reasoning_content: z.string().nullish() });
/** One event of a stream; `message` instead of `delta` from servers that do not stream. */
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({ delta: partSchema.nullish(), message: partSchema.nullish(), finish_reason: z.string().nullish() }),
    )
    .default([]),
  error: z.unknown().optional(),
});

/** A client for the chat completions of any OpenAI-compatible server. */
export class ChatClient {
  private settings: Partial<typeof SETTINGS> = SETTINGS;

  constructor(private readonly options: ChatClientOptions) {}

  /**
   * @param onText gets all of the answer so far, each time it grows.
   * @param model asked for in place of the configured one.
   * @returns the whole answer.
   * @throws LlmError when the server is down, slow, refuses, or what it sends is no complete answer.
   */
  async complete(
    messages: readonly ChatMessage[],
    onText: (text: string) => void,
    model = this.options.model,
  ): Promise<string> {
    const patience = new Patience(this.options.timeoutMs);
    try {
      return await this.read(await this.ask(model, messages, patience.signal), patience, onText);
    } catch (error) {
      if (error instanceof LlmError) throw error;
      throw new LlmError(this.scrubbed(patience.complaint ?? `the language model failed: ${reasonOf(error)}`));
    } finally {
      // Also ends what the server is still sending.
      patience.end();
    }
  }

  private async ask(model: string, messages: readonly ChatMessage[], signal: AbortSignal): Promise<Response> {
    const response = await this.post({ ...this.settings, model, messages }, signal);
    if (response.ok) return response;
    const detail = (await response.text()).slice(0, 300);
    if (response.status === 400 && this.settings === SETTINGS && /max_tokens|temperature/u.test(detail)) {
      this.settings = {};
      return this.ask(model, messages, signal);
    }
    throw new LlmError(this.scrubbed(`the language model answered ${response.status}: ${detail}`), response.status);
  }

  private post(body: object, signal: AbortSignal): Promise<Response> {
    const { baseUrl, apiKey } = this.options;
    return fetch(`${baseUrl.replace(/\/+$/u, '')}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ stream: true, ...body }),
      redirect: 'error',
      signal,
    });
  }

  private async read(response: Response, patience: Patience, onText: (text: string) => void): Promise<string> {
    let text = '';
    let finished = false;
    for await (const data of dataOf(response)) {
      if (data === '[DONE]') {
        finished = true;
        break;
      }
      const { text: more, alive, end } = this.parsed(data);
      if (alive) patience.renew();
      if (more !== '') onText((text += more));
      if (text.length > MOST_CHARACTERS) throw new LlmError('the language model did not come to an end');
      if (end === 'content_filter') throw new LlmError('the language model withheld its answer');
      finished ||= end !== undefined;
    }
    if (!finished) throw new LlmError('the answer of the language model was cut off');
    if (text.trim() === '') throw new LlmError('the answer of the language model is empty');
    return text;
  }

  private parsed(data: string): { text: string; alive: boolean; end?: string } {
    const chunk = chunkSchema.safeParse(parseJson(data));
    if (!chunk.success || chunk.data.error !== undefined) {
      throw new LlmError(this.scrubbed(`the language model sent what is no part of an answer: ${data.slice(0, 300)}`));
    }
    const [choice] = chunk.data.choices;
    const part = choice?.delta ?? choice?.message;
    const text = part?.content ?? '';
    return { text, alive: text !== '' || Boolean(part?.reasoning_content), end: choice?.finish_reason ?? undefined };
  }

  /** Servers like to repeat a wrong key in their refusal. */
  private scrubbed(message: string): string {
    const { apiKey } = this.options;
    return apiKey === undefined ? message : message.replaceAll(apiKey, '***');
  }
}

/** Aborts a request after the whole time, or after half of it in silence. */
class Patience {
  private readonly controller = new AbortController();
  private readonly whole: NodeJS.Timeout;
  private readonly silence: NodeJS.Timeout;
  /** Why it aborted. */
  complaint: string | undefined;

  constructor(timeoutMs: number) {
    const after = (ms: number, complaint: string) =>
      setTimeout(() => {
        this.complaint = complaint;
        this.controller.abort();
      }, ms);
    this.whole = after(timeoutMs, `the language model was not done after ${timeoutMs} ms`);
    this.silence = after(timeoutMs / 2, `the language model said nothing for ${timeoutMs / 2} ms`);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  renew(): void {
    this.silence.refresh();
  }

  end(): void {
    clearTimeout(this.whole);
    clearTimeout(this.silence);
    this.controller.abort();
  }
}

async function* dataOf(response: Response): AsyncGenerator<string> {
  if (!response.body) return;
  if (response.headers.get('content-type')?.includes('json')) yield await response.text();
  else yield* eventData(response.body);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch hides the interesting part («connect ECONNREFUSED») in `cause`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}
