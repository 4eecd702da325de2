import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LlmRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: { model: string; stream: boolean; messages: { role: string; content: string }[]; [setting: string]: unknown };
}

/** What the server does with a request. */
export type LlmReply =
  /** Writes the pieces one by one; `cut` ends the connection without a word, `hang` leaves it open and silent. */
  | { kind: 'stream'; pieces: string[]; gapMs?: number; end?: 'stop' | 'cut' | 'hang' }
  /** Any other answer, word for word. */
  | { kind: 'raw'; status: number; type: string; body: string }
  /** Takes the request and never answers. */
  | { kind: 'hang' };

/** Says something piece by piece, word by word. */
export function says(text: string, more: { gapMs?: number; end?: 'stop' | 'cut' | 'hang' } = {}): LlmReply {
  return { kind: 'stream', pieces: text.split(/(?<=\s)/u), ...more };
}

/** An OpenAI-compatible server that plays its part as scripted, and remembers what it was asked. */
export class FakeLlmServer {
  readonly requests: LlmRequest[] = [];
  /** Connections that the other side ended before the answer was complete. */
  abandoned = 0;
  reply: LlmReply | ((request: LlmRequest) => LlmReply) = says('NOT TAUGHT');

  private constructor(
    private readonly server: Server,
    /** What `LLM_BASE_URL` is set to. */
    readonly url: string,
  ) {}

  /** @param port 0 for any that is free */
  static async start(port = 0): Promise<FakeLlmServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const fake = new FakeLlmServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as LlmRequest['body'];
        void fake.answer({ path: request.url ?? '', headers: request.headers, body }, response);
      });
    });
    return fake;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: LlmRequest, response: ServerResponse): Promise<void> {
    this.requests.push(request);
    response.on('close', () => {
      if (!response.writableEnded) this.abandoned++;
    });
    const reply = typeof this.reply === 'function' ? this.reply(request) : this.reply;
    switch (reply.kind) {
      case 'hang':
        return;
      case 'raw':
        response.writeHead(reply.status, { 'content-type': reply.type }).end(reply.body);
        return;
      case 'stream': {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(event({ delta: { role: 'assistant', content: '' } }));
        for (const content of reply.pieces) {
          if (reply.gapMs !== undefined) await sleep(reply.gapMs);
          if (response.destroyed) return;
          response.write(event({ delta: { content } }));
        }
        if (reply.end === 'hang') return;
        if (reply.end === 'cut') {
          response.socket?.end();
          return;
        }
        response.write(event({ delta: {}, finish_reason: 'stop' }));
        response.end('data: [DONE]\n\n');
      }
    }
  }
}

export function event(choice: object): string {
  return `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] })}\n\n`;
}
