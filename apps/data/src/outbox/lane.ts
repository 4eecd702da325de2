import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { logger, withCorrelation } from '@personal-assistant/service-kit';
import { LEASE_SECONDS, type OutboxRepository, type OutboxRow } from './outbox.repository.js';

const POLL_MS = 1000;
const PATIENCE_AT_STOP_MS = 4000;

/**
 * Works off one kind of outbox rows, up to `capacity` at a time: takes a lease, does the work outside any transaction,
 * and looks again. Woken by commits and once a second by itself.
 */
export class Lane {
  private readonly log = logger('outbox');
  private readonly token = randomUUID();
  private readonly inFlight = new Map<bigint, Promise<void>>();
  private poll: NodeJS.Timeout | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private filling: Promise<void> | undefined;
  private again = false;
  private closed = false;

  constructor(
    private readonly kind: OutboxRow['kind'],
    private readonly capacity: number,
    private readonly outbox: OutboxRepository,
    private readonly work: (row: OutboxRow) => Promise<void>,
  ) {}

  start(): void {
    this.poll = setInterval(() => {
      this.kick();
    }, POLL_MS);
    this.renewal = setInterval(
      () => {
        if (this.inFlight.size > 0) this.outbox.renew(this.token, [...this.inFlight.keys()]).catch(this.warn);
      },
      (LEASE_SECONDS * 1000) / 3,
    );
    this.kick();
  }

  /** Something may be due: look now. */
  kick(): void {
    if (this.closed) return;
    this.again = true;
    this.filling ??= this.fill()
      .catch(this.warn)
      .finally(() => {
        this.filling = undefined;
        if (this.again && !this.closed && this.inFlight.size < this.capacity) this.kick();
      });
  }

  /** Waits until nothing is due and nothing is in work. */
  async drain(): Promise<void> {
    do {
      this.kick();
      await this.filling;
      await Promise.all(this.inFlight.values());
    } while (this.again || this.filling || this.inFlight.size > 0);
  }

  /** Takes no more rows and waits a little for those in work; what is left then is freed with its lease. */
  async stop(): Promise<void> {
    this.closed = true;
    clearInterval(this.poll);
    const finished = (async () => {
      await this.filling;
      await Promise.all(this.inFlight.values());
    })();
    await Promise.race([finished, sleep(PATIENCE_AT_STOP_MS, undefined, { ref: false })]);
    clearInterval(this.renewal);
  }

  private async fill(): Promise<void> {
    while (this.again && !this.closed && this.inFlight.size < this.capacity) {
      this.again = false;
      const rows = await this.outbox.lease(this.kind, this.capacity - this.inFlight.size, this.token);
      for (const row of rows) this.begin(row);
    }
  }

  private begin(row: OutboxRow): void {
    const done = withCorrelation(row.correlationId, () => this.work(row))
      .catch(this.warn)
      .finally(() => {
        this.inFlight.delete(row.id);
        this.kick();
      });
    this.inFlight.set(row.id, done);
  }

  private readonly warn = (error: unknown): void => {
    this.log.warn({ err: error, kind: this.kind }, 'outbox trouble; it is tried again');
  };
}
