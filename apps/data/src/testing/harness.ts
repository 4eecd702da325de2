import { randomUUID } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Command, CommandResult, IncomingCommand } from '@personal-assistant/contracts';
import { createApp, loadConfig } from '@personal-assistant/service-kit';
import { createTestDatabase, type TestDatabase } from '../../../../test/src/support/postgres.js';
import { dataService } from '../service.js';
import { Database } from '../database/database.js';
import { isTransient } from '../database/errors.js';
import { InboxService } from '../commands/inbox.service.js';
import { ProcessingService } from '../commands/processing.service.js';
import { QuietEditsService } from '../outbox/quiet-edits.service.js';
import { RelayService } from '../outbox/relay.service.js';
import { FakeBotService, FakePredictionService, FakeTrainService } from './fake-services.js';

export const SERVICE_TOKEN = 'service-token-for-tests';
export const API_TOKEN = 'api-token-for-tests-1234';
export const SIGN_IN_TOKEN = 'sign-in-token-for-tests';
export const APPROVERS = '-1001';
export const GROUP = '-2002';
/** Numeric id of the approver that the tests' configuration names. */
export const ANN = '501';
/** For `vi.waitUntil`: how long a state may take that the running service brings about, and how often to look. */
export const SOON = { timeout: 20_000, interval: 20 };

let updates = 1;

export interface Person {
  id: string;
  username?: string;
  displayName: string;
  anonymous?: boolean;
}
export const ann: Person = { id: ANN, username: 'ann', displayName: 'Ann' };
export const bob: Person = { id: '502', username: 'bob', displayName: 'Bob' };

/** The data service on a database of its own, with the other services played by fakes. */
export class Harness {
  readonly train = new FakeTrainService();
  readonly prediction = new FakePredictionService();
  readonly bot = new FakeBotService();
  readonly apps: NestExpressApplication[] = [];
  private environment: Record<string, string> = {};

  private constructor(readonly database: TestDatabase) {}

  static async start(environment: Record<string, string> = {}): Promise<Harness> {
    const harness = new Harness(await createTestDatabase());
    const { host, port, user, password, name } = harness.database;
    harness.environment = {
      ENVIRONMENT: 'test',
      POSTGRESQL_HOST: host,
      POSTGRESQL_PORT: String(port),
      POSTGRESQL_USER: user,
      POSTGRESQL_PASSWORD: password,
      POSTGRESQL_DB: name,
      SERVICE_TOKEN,
      API_TOKEN,
      SIGN_IN_TOKEN,
      TELEGRAM_TOKEN: '77:token-for-tests',
      APPROVE_CHAT_ID: APPROVERS,
      ADMIN_USER_IDS: ANN,
      SWEEP_INTERVAL_MS: '0',
      KEEP_VERSIONS: '0',
      TRAIN_SERVICE_URL: await harness.train.listen(),
      PREDICTION_SERVICE_URL: await harness.prediction.listen(),
      TELEGRAM_BOT_SERVICE_URL: await harness.bot.listen(),
      ...environment,
    };
    await harness.startReplica();
    return harness;
  }

  /** A further replica on the same database. */
  async startReplica(environment: Record<string, string> = {}): Promise<NestExpressApplication> {
    const app = await createApp(dataService, loadConfig({ ...this.environment, ...environment }));
    await app.listen(0, '127.0.0.1');
    this.apps.push(app);
    return app;
  }

  async close(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    await Promise.all([this.train.close(), this.prediction.close(), this.bot.close()]);
    await this.database.drop();
  }

  get app(): NestExpressApplication {
    const [app] = this.apps;
    if (!app) throw new Error('the service is not started');
    return app;
  }

  get db(): Database['read'] {
    return this.app.get(Database).read;
  }

  /** Takes in and processes what somebody wrote in a Telegram chat. */
  async telegram(
    chatId: string,
    sender: Person,
    command: Command,
    more: Partial<IncomingCommand> = {},
  ): Promise<CommandResult> {
    const { commandId } = await this.app.get(InboxService).accept(incoming(chatId, sender, command, more));
    return this.app.get(ProcessingService).process(commandId);
  }

  /** Waits until nothing of the outbox is due; chats' own limits are lifted meanwhile. */
  async drain(): Promise<void> {
    const relay = this.app.get(RelayService);
    const outdated = { outdatedAt: { not: null } };
    do {
      await this.hurry();
      await this.app.get(QuietEditsService).look();
      await relay.drain();
    } while (
      (await this.db.outbox.count({ where: { status: 'WAITING' } })) +
        (await this.db.chatMessage.count({ where: outdated })) >
      0
    );
  }

  /** What waits for its time is due now. The service works on the same rows, so one of both may have to try again. */
  private async hurry(): Promise<void> {
    const past = new Date(0);
    try {
      await this.db.chat.updateMany({ data: { nextDeliveryAt: past } });
      await this.db.outbox.updateMany({ where: { status: 'WAITING', leaseToken: null }, data: { dueAt: past } });
      await this.db.chatMessage.updateMany({ where: { outdatedAt: { not: null } }, data: { outdatedAt: past } });
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }

  async fetch(path: string, init: RequestInit & { json?: unknown; token?: string } = {}): Promise<Response> {
    const { json, token, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (token) headers.set('authorization', `Bearer ${token}`);
    if (json !== undefined) headers.set('content-type', 'application/json');
    return fetch(`${await this.app.getUrl()}${path}`, {
      ...rest,
      headers,
      body: json === undefined ? rest.body : JSON.stringify(json),
    });
  }

  /** Signs in with a token and returns the `cookie` header of the session. */
  async signIn(token: string): Promise<string> {
    const response = await this.fetch('/api/session', { method: 'POST', json: { token } });
    if (response.status !== 200) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`);
    return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }

  /** Invites somebody and opens the invitation; returns the `cookie` header of their session. */
  async signInAsMember(displayName: string, role: 'MEMBER' | 'APPROVER' = 'MEMBER'): Promise<string> {
    const response = await this.fetch('/api/invitations', {
      method: 'POST',
      json: { displayName, role },
      token: API_TOKEN,
    });
    const { url } = (await response.json()) as { url: string };
    return this.signIn(new URL(url).searchParams.get('token') ?? '');
  }

  /** A call of another service of the installation. */
  async internal(path: string, json: unknown = {}): Promise<{ status: number; body: never }> {
    const response = await this.fetch(`/internal${path}`, { method: 'POST', json, token: SERVICE_TOKEN });
    return { status: response.status, body: (await response.json()) as never };
  }
}

export function incoming(
  chatId: string,
  sender: Person,
  command: Command,
  more: Partial<IncomingCommand> = {},
): IncomingCommand {
  const update = updates++;
  return {
    id: `telegram:77:${update}`,
    channel: 'TELEGRAM',
    chat: { id: chatId, type: 'supergroup', title: chatId === APPROVERS ? 'Approvers' : 'Garden club' },
    sender: { anonymous: false, ...sender },
    message: { id: String(update), text: `/${command.kind.toLowerCase()}` },
    command,
    ...more,
  };
}

export const uuid = () => randomUUID();
