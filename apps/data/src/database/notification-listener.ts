import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config, databaseUrl, logger } from '@personal-assistant/service-kit';
import pg from 'pg';
import { z } from 'zod';
import { NOTIFY_CHANNEL } from './database.js';
import { Signals } from './signals.js';

const RECONNECT_MS = 500;
const noticeSchema = z.object({
  from: z.string(),
  outbox: z.boolean(),
  events: z.boolean(),
  // Older replicas say nothing about it.
  sessions: z.boolean().default(false),
});

/**
 * Hears the commits of other replicas on a connection of its own, and connects again when that is lost. Losing a
 * notification costs a second at most: what waits also looks by itself.
 */
@Injectable()
export class NotificationListener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = logger('notifications');
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl(this.config), keepAlive: true });
    client.on('error', (error) => {
      this.reconnect(client, error);
    });
    client.on('end', () => {
      this.reconnect(client);
    });
    client.on('notification', ({ payload }) => {
      this.hear(payload ?? '');
    });
    this.client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${NOTIFY_CHANNEL}`);
      // What was committed while nobody listened.
      this.signals.emit('outbox');
      this.signals.emit('events');
      this.signals.emit('sessions');
    } catch (error) {
      this.reconnect(client, error);
    }
  }

  private reconnect(client: pg.Client, error?: unknown): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    this.log.warn({ err: error }, 'lost the connection that hears notifications; connecting again');
    client.end().catch(() => undefined);
    this.timer = setTimeout(() => void this.connect(), RECONNECT_MS);
  }

  private hear(payload: string): void {
    const notice = noticeSchema.safeParse(safeJson(payload));
    if (!notice.success || notice.data.from === this.signals.instance) return;
    if (notice.data.outbox) this.signals.emit('outbox');
    if (notice.data.events) this.signals.emit('events');
    if (notice.data.sessions) this.signals.emit('sessions');
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
