import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BotApiError, badRequest, forbidden, tooManyRequests } from './errors.js';
import type { FakeBotApi } from './fake-bot-api.js';
import type { Fault } from './faults.js';
import { botMethods, type BotMethods } from './methods.js';
import type { RecordedCall } from './transcript.js';
import { UploadedFile } from './uploaded-file.js';

const PATH = /^\/bot(?<token>[^/]+)\/(?<method>[A-Za-z]+)\/?$/u;

type Payload = Record<string, unknown>;
type AnyMethod = (args: Payload, signal: AbortSignal) => unknown;

/** The Bot API's HTTP side: `/bot<token>/<method>`, JSON, form or multipart bodies, faults, JSON answers. */
export class BotApiHttpServer {
  private readonly server: Server;
  private readonly methods: BotMethods;
  private readonly byLowerCase: Map<string, string>;

  constructor(private readonly api: FakeBotApi) {
    this.methods = botMethods(api);
    this.byLowerCase = new Map(Object.keys(this.methods).map((name) => [name.toLowerCase(), name]));
    this.server = createServer((request, response) => {
      void this.serve(request, response);
    });
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort();
    });
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = PATH.exec(url.pathname)?.groups;
    if (!path) {
      refuse(response, new BotApiError(404, 'Not Found'));
      return;
    }
    const method = this.byLowerCase.get((path.method ?? '').toLowerCase()) ?? path.method ?? '';
    let call: RecordedCall | undefined;
    try {
      const payload = await readPayload(request, url);
      call = this.api.transcript.begin(method, payload);
      if (path.token !== this.api.token) throw new BotApiError(401, 'Unauthorized');
      await this.answer(call, response, gone.signal);
    } catch (error) {
      const refusal =
        error instanceof BotApiError ? error : new BotApiError(500, `Internal Server Error: ${String(error)}`);
      if (call) this.api.transcript.end(call, refusal.code, refusal.message);
      refuse(response, refusal);
    }
  }

  private async answer(call: RecordedCall, response: ServerResponse, gone: AbortSignal): Promise<void> {
    const { transcript, faults } = this.api;
    const chat = this.api.chat(call.payload.chat_id as number | string | undefined);
    const fault = faults.take(call.method, chat);
    if (fault?.kind === 'drop') {
      transcript.end(call, 'dropped');
      response.destroy();
      return;
    }
    if (fault?.kind === 'error' && fault.html) {
      transcript.end(call, fault.status, 'HTML page');
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end(`<h1>${fault.status} from a proxy</h1>`);
      return;
    }
    if (fault?.kind === 'migrate') chat?.migrate();
    refuseIfScripted(fault);
    const method = this.methods[call.method as keyof BotMethods] as AnyMethod | undefined;
    if (!method) throw new BotApiError(404, 'Not Found: method not found');
    const result = await method(call.payload, gone);
    if (fault?.kind === 'accept-then-drop') {
      transcript.end(call, 'dropped');
      response.destroy();
      return;
    }
    if (fault?.kind === 'slow') await sleep(fault.ms, undefined, { signal: gone }).catch(() => undefined);
    transcript.end(call, gone.aborted ? 'aborted' : 'ok');
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: true, result }));
  }
}

function refuseIfScripted(fault: Fault | undefined): void {
  switch (fault?.kind) {
    case 'flood':
      throw tooManyRequests(fault.retryAfter);
    case 'error':
      throw new BotApiError(fault.status, fault.description ?? `Error ${fault.status}`);
    case 'blocked':
      throw forbidden('bot was blocked by the user');
    case 'accept-then-drop':
    case 'drop':
    case 'slow':
    case 'migrate':
    case undefined:
      return;
  }
}

function refuse(response: ServerResponse, error: BotApiError): void {
  if (response.destroyed || response.headersSent) return;
  const { code, message, parameters } = error;
  response
    .writeHead(code, { 'content-type': 'application/json' })
    .end(JSON.stringify({ ok: false, error_code: code, description: message, ...(parameters && { parameters }) }));
}

async function readPayload(request: IncomingMessage, url: URL): Promise<Payload> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return fromMultipart(Buffer.concat(chunks), type);
  const body = Buffer.concat(chunks).toString('utf8');
  const query = Object.fromEntries([...url.searchParams].map(([key, value]) => [key, fromForm(value)]));
  if (!body) return query;
  if (type.includes('json')) {
    try {
      return { ...query, ...(JSON.parse(body) as Payload) };
    } catch {
      throw badRequest("can't parse JSON body");
    }
  }
  return Object.fromEntries([...new URLSearchParams(body)].map(([key, value]) => [key, fromForm(value)]));
}

/** A field `attach://x` means the file of the part `x`. Node's own parser refuses file names without quotes, which are allowed. */
function fromMultipart(body: Buffer, type: string): Payload {
  const boundary = /boundary="?([^";]+)/u.exec(type)?.[1] ?? '';
  const files = new Map<string, UploadedFile>();
  const fields: [string, string][] = [];
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const at = part.indexOf('\r\n\r\n');
    const head = part.slice(0, at);
    const content = Buffer.from(part.slice(at + 4, -2), 'latin1');
    const name = /[;\s]name="?([^";\r\n]+)/iu.exec(head)?.[1] ?? '';
    const fileName = /filename="?([^";\r\n]+)/iu.exec(head)?.[1];
    if (fileName === undefined) fields.push([name, content.toString('utf8')]);
    else files.set(name, new UploadedFile(fileName, content));
  }
  return Object.fromEntries(
    fields.map(([key, value]) => [key, files.get(value.replace(/^attach:\/\//u, '')) ?? fromForm(value)]),
  );
}

/** In forms numbers, booleans, objects and arrays are written as JSON inside strings. */
function fromForm(value: string): unknown {
  if (!/^(?:[[{]|-?\d+$|true$|false$)/u.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
