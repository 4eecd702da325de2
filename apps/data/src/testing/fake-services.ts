import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Delivery,
  deliverySchema,
  type DeliveryResult,
  type LoadVersion,
  type RemoveVersion,
  removeVersionSchema,
  validateRequestSchema,
} from './contracts.js';

type Reply = { status: number; body: unknown } | 'drop';

/** The other services, played by small HTTP servers that remember what they were asked. */
export class FakeService {
  readonly requests: { path: string; body: unknown }[] = [];
  private server: Server | undefined;

  constructor(private readonly answer: (path: string, body: unknown) => Reply | Promise<Reply>) {}

  async listen(): Promise<string> {
    const server = createServer((request, response) => {
      void readJson(request).then(async (body) => {
        const path = request.url ?? '';
        this.requests.push({ path, body });
        const reply = await this.answer(path, body);
        if (reply === 'drop') {
          request.socket.destroy();
          return;
        }
        response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

/** Counts words as tokens and removes versions; `available = false` makes it answer 503. */
export class FakeTrainService extends FakeService {
  available = true;
  readonly removed: RemoveVersion[] = [];
  constructor() {
    super((path, body) => {
      if (!this.available) return unavailable;
      if (path === '/internal/versions/remove') {
        this.removed.push(removeVersionSchema.parse(body));
        return { status: 200, body: { ok: true } };
      }
      const { texts } = validateRequestSchema.parse(body);
      const checks = texts.map((text) => ({ tokens: text.split(/\s+/u).filter(Boolean).length, language: 'en' }));
      return { status: 200, body: { checks } };
    });
  }
}

/** Serves every version it is told to load, or refuses as `next` says. */
export class FakePredictionService extends FakeService {
  next: 'serve' | 'refuse' | 'unavailable' = 'serve';
  readonly loaded: LoadVersion[] = [];
  constructor() {
    super((_path, body) => {
      if (this.next === 'unavailable') return unavailable;
      if (this.next === 'refuse') {
        return { status: 409, body: { code: 'CONFLICT', message: 'the checksum of manifest.json does not match' } };
      }
      const version = body as LoadVersion;
      this.loaded.push(version);
      return { status: 200, body: { modelId: version.modelId, passages: 1, ms: 1 } };
    });
  }
}

/** Takes deliveries as Telegram would; `outcomes` are used up first. */
export class FakeBotService extends FakeService {
  readonly delivered: Delivery[] = [];
  readonly outcomes: (DeliveryResult | 'drop')[] = [];
  /** Decides by what is delivered, when nothing is left in `outcomes`. */
  outcomeOf: ((delivery: Delivery) => DeliveryResult | undefined) | undefined;
  /** Held back until it resolves. */
  gate: Promise<void> = Promise.resolve();
  private messageId = 1000;
  constructor() {
    super(async (path, body) => {
      if (path === '/internal/status') return { status: 200, body: CONNECTED };
      const delivery = deliverySchema.parse(body);
      await this.gate;
      const outcome = this.outcomes.shift() ?? this.outcomeOf?.(delivery);
      if (outcome === 'drop') {
        this.delivered.push(delivery);
        return 'drop';
      }
      if (outcome && outcome.outcome !== 'DELIVERED') return { status: 200, body: outcome };
      this.delivered.push(delivery);
      const messageId = delivery.action.kind === 'edit' ? delivery.action.messageId : String(this.messageId++);
      return { status: 200, body: { outcome: 'DELIVERED', messageId } };
    });
  }

  textsTo(chatId: string): string[] {
    return this.delivered
      .filter((delivery) => delivery.chatId === chatId)
      .map(({ action }) => action.text.map(({ text }) => text).join(''));
  }
}

const CONNECTED = { state: 'connected', detail: null, botUsername: 'our_bot', botId: '77' };
const unavailable: Reply = { status: 503, body: { code: 'UNAVAILABLE', message: 'not now' } };

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
