import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config, databaseUrl, HealthRegistry } from '@personal-assistant/service-kit';
import { PrismaPg } from '@prisma/adapter-pg';
import { isTransient } from './errors.js';
import { PrismaClient } from './generated/client.js';
import { Signals } from './signals.js';
import { Tx } from './tx.js';

export const NOTIFY_CHANNEL = 'personal_assistant';
const POOL_SIZE = 20;
const ATTEMPTS = 5;
/** Advisory lock under which events get their numbers, so that numbers follow the order of commits. */
const EVENT_LOCK = 0x7065_7273;

/** PostgreSQL through Prisma. `read` is for queries outside a transaction; repositories only. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly read: PrismaClient;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(HealthRegistry) health: HealthRegistry,
  ) {
    const adapter = new PrismaPg({
      connectionString: databaseUrl(config),
      max: POOL_SIZE,
      connectionTimeoutMillis: 5_000,
      application_name: 'personal-assistant-data',
    });
    this.read = new PrismaClient({ adapter });
    health.register('postgresql', async () => {
      await this.read.$queryRaw`SELECT 1`;
    });
  }

  /**
   * Runs `work` in one transaction (read committed) and repeats it when PostgreSQL asks for that, so `work` must have no
   * effect outside the transaction. Nothing may be sent from inside.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { result, tx } = await this.read.$transaction(
          async (db) => {
            const tx = new Tx(db);
            const result = await work(tx);
            await this.writeNotices(tx);
            return { result, tx };
          },
          { timeout: 60_000, maxWait: 10_000 },
        );
        if (tx.outboxTouched) this.signals.emit('outbox');
        if (tx.events.length > 0) this.signals.emit('events');
        if (tx.sessionsEnded) this.signals.emit('sessions');
        return result;
      } catch (error) {
        if (attempt >= ATTEMPTS || !isTransient(error)) throw error;
        await sleep(10 * 2 ** attempt * Math.random());
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.read.$disconnect();
  }

  /**
   * Last statement of a transaction: the lock is held until the commit only. The events get their numbers once the lock is
   * theirs, because their rows come from it.
   */
  private async writeNotices(tx: Tx): Promise<void> {
    if (tx.events.length === 0 && !tx.outboxTouched && !tx.sessionsEnded) return;
    const payload = JSON.stringify({
      from: this.signals.instance,
      outbox: tx.outboxTouched,
      events: tx.events.length > 0,
      sessions: tx.sessionsEnded,
    });
    if (tx.events.length === 0) {
      await tx.db.$executeRaw`SELECT pg_notify(${NOTIFY_CHANNEL}, ${payload})`;
      return;
    }
    await tx.db.$executeRaw`
      WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(${EVENT_LOCK}::bigint)),
      written AS (
        INSERT INTO "Event" ("workspaceId", "type", "targetId", "audience", "userId")
        SELECT e."workspaceId", e."type", e."targetId", e."audience", e."userId"
          FROM locked CROSS JOIN jsonb_to_recordset(${JSON.stringify(tx.events)}::jsonb)
               AS e("workspaceId" uuid, "type" "EventType", "targetId" text, "audience" "Role", "userId" uuid))
      SELECT pg_notify(${NOTIFY_CHANNEL}, ${payload})`;
  }
}
