import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { event } from './fake-llm-server.js';

/**
 * Plays vLLM with `--enable-lora` and runtime updates allowed: its LoRA API with the answers that it gives, and a chat that
 * says, for each model, what it was scripted to say. No model runs here.
 */
export class FakeVllm {
  /** Name → path. */
  readonly adapters = new Map<string, string>();
  /** Models that were asked to answer, in order, refused or not. */
  readonly asked: string[] = [];
  /** What a model says; by its name, else what the base says. */
  says: (model: string) => string = () => 'NOT TAUGHT';
  /** Paths that cannot be loaded. */
  readonly broken = new Set<string>();
  loads = 0;

  private constructor(
    private readonly server: Server,
    readonly base: string,
    /** What `LLM_BASE_URL` is set to. */
    readonly url: string,
  ) {}

  static async start(base: string): Promise<FakeVllm> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const fake = new FakeVllm(server, base, `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
    server.on('request', (request, response) => void fake.answer(request, response));
    return fake;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body = (text === '' ? {} : JSON.parse(text)) as { lora_name: string; lora_path: string; model: string };
    const send = (status: number, answer: object | string) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    const refuse = (status: number, message: string) => send(status, { error: { message, code: status } });
    switch (request.url) {
      case '/v1/models':
        send(200, { object: 'list', data: [this.base, ...this.adapters.keys()].map((id) => ({ id })) });
        return;
      case '/v1/load_lora_adapter':
        this.loads++;
        if (this.adapters.has(body.lora_name)) {
          refuse(400, `The lora adapter '${body.lora_name}' has already been loaded.`);
        } else if (this.broken.has(body.lora_path)) {
          refuse(404, `Loading lora ${body.lora_name} failed: No adapter found for ${body.lora_path}`);
        } else {
          this.adapters.set(body.lora_name, body.lora_path);
          send(200, `Success: LoRA adapter '${body.lora_name}' added successfully.`);
        }
        return;
      case '/v1/unload_lora_adapter':
        if (this.adapters.delete(body.lora_name)) send(200, `Success: LoRA adapter '${body.lora_name}' removed.`);
        else refuse(404, `The lora adapter '${body.lora_name}' cannot be found.`);
        return;
      case '/v1/chat/completions':
        this.asked.push(body.model);
        if (body.model !== this.base && !this.adapters.has(body.model)) {
          refuse(404, `The model \`${body.model}\` does not exist.`);
          return;
        }
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(event({ delta: { content: this.says(body.model) } }));
        response.write(event({ delta: {}, finish_reason: 'stop' }));
        response.end('data: [DONE]\n\n');
        return;
      default:
        refuse(404, 'Not Found');
    }
  }
}
