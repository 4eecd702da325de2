import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { incomingCommandSchema, type IncomingCommand } from '@personal-assistant/contracts';

export type Behaviour = { status: number; code: string } | 'accept' | 'commit-then-drop';

/** The data service's inbox over real HTTP: checks the contract, stores an id once, and fails on command. */
export class FakeDataService {
  /** Each accepted command once, in the order of acceptance. */
  readonly inbox: IncomingCommand[] = [];
  /** Ids as they arrived, repeats and refused ones included. */
  readonly attempts: string[] = [];
  behaviour: (command: IncomingCommand) => Behaviour = () => 'accept';
  private readonly server: Server;
  private readonly listeners = new Set<() => void>();
  private port = 0;

  private constructor(private readonly serviceToken: string) {
    this.server = createServer((request, response) => {
      void this.serve(request, response);
    });
  }

  static async start(serviceToken: string): Promise<FakeDataService> {
    const service = new FakeDataService(serviceToken);
    await service.up();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async up(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  get kinds(): string[] {
    return this.inbox.map(({ command }) => command.kind);
  }

  get texts(): (string | undefined)[] {
    return this.inbox.map(({ message }) => message.text);
  }

  /** Resolves once `condition` holds; checked after each request. */
  async until(condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      const check = () => {
        if (!condition()) return;
        this.listeners.delete(check);
        resolve();
      };
      this.listeners.add(check);
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/health/live') {
      answer(200, { status: 'live' });
      return;
    }
    if (request.headers.authorization !== `Bearer ${this.serviceToken}`) {
      answer(401, { code: 'UNAUTHENTICATED', message: 'no' });
      return;
    }
    const command = incomingCommandSchema.parse(JSON.parse(await text(request)));
    const behaviour = this.behaviour(command);
    this.attempts.push(command.id);
    if (typeof behaviour === 'object') {
      answer(behaviour.status, { code: behaviour.code, message: 'as the test wants it' });
    } else {
      const duplicate = this.inbox.some(({ id }) => id === command.id);
      if (!duplicate) this.inbox.push(command);
      if (behaviour === 'commit-then-drop') response.destroy();
      else answer(202, { commandId: randomUUID(), duplicate });
    }
    for (const listener of [...this.listeners]) listener();
  }
}
