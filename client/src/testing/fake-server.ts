import { vi } from 'vitest';

interface Call {
  method: string;
  path: string;
  body: unknown;
}
type Answer = { status: number; body?: unknown } | 'no answer';

/** Stands in for `fetch`: answers each call by a function of the test and remembers what was asked. */
export class FakeServer {
  readonly calls: Call[] = [];

  constructor(public answer: (call: Call) => Answer | Promise<Answer>) {
    vi.stubGlobal('fetch', (input: string, init?: RequestInit) => this.#handle(input, init));
  }

  async #handle(input: string, init?: RequestInit): Promise<Response> {
    const body = bodyOf(init);
    const call: Call = { method: init?.method ?? 'GET', path: input, body };
    this.calls.push(call);
    const answer = await this.answer(call);
    if (answer === 'no answer') throw new TypeError('Failed to fetch');
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  }
}

/** Of JSON what it says, of anything else the text. */
function bodyOf(init: RequestInit | undefined): unknown {
  if (typeof init?.body !== 'string') return undefined;
  const json = new Headers(init.headers).get('content-type') === 'application/json';
  return json ? (JSON.parse(init.body) as unknown) : init.body;
}
