import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoadVersion, SubmitAnswer } from '@personal-assistant/contracts';

/** The data service as prediction sees it: live models, claims, answers, failures, in memory. */
export class FakeDataService {
  readonly live: LoadVersion[] = [];
  readonly questions = new Map<string, { text: string; version: LoadVersion | null }>();
  readonly answers = new Map<string, SubmitAnswer>();
  readonly authorizations = new Set<string | undefined>();
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });

  /** @param port 0 for any that is free. Returns the address. */
  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    this.authorizations.add(request.headers.authorization);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    if (request.url === '/internal/models/live') return { status: 200, body: { items: this.live } };
    const [, id = '', call] = /^\/internal\/questions\/([^/]+)\/(claim|answer)$/.exec(request.url ?? '') ?? [];
    const question = this.questions.get(id);
    if (!question) return { status: 404, body: { code: 'NOT_FOUND', message: 'There is no such question.' } };
    if (this.answers.has(id)) return { status: 409, body: { code: 'ALREADY_ANSWERED', message: 'It was answered.' } };
    if (call === 'claim') {
      const workspaceId = question.version?.workspaceId ?? '00000000-0000-4000-8000-000000000000';
      return { status: 200, body: { questionId: id, workspaceId, ...question } };
    }
    this.answers.set(id, JSON.parse(body) as SubmitAnswer);
    return { status: 200, body: { ok: true } };
  }
}
