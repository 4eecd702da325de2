import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { logger } from '@personal-assistant/service-kit';
import { Signals } from '../database/signals.js';
import { EventRepository, type EventRecord } from './event.repository.js';

const PAGE = 500;
const POLL_MS = 1000;

/** Reads each committed event once per process and hands it to whoever listens. */
@Injectable()
export class EventHub implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = logger('events');
  private readonly listeners = new Set<(events: EventRecord[]) => void>();
  private cursor = 0n;
  private reading = false;
  private again = false;
  private poll: NodeJS.Timeout | undefined;
  private endSubscription: (() => void) | undefined;

  constructor(
    @Inject(Signals) private readonly signals: Signals,
    @Inject(EventRepository) private readonly events: EventRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.cursor = await this.events.lastId();
    this.endSubscription = this.signals.on('events', () => {
      this.wake();
    });
    // A notification may be lost with its connection.
    this.poll = setInterval(() => {
      if (this.listeners.size > 0) this.wake();
    }, POLL_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.poll);
    this.endSubscription?.();
  }

  /** @returns the function that ends the subscription */
  subscribe(listener: (events: EventRecord[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private wake(): void {
    this.again = true;
    if (this.reading) return;
    this.reading = true;
    this.read()
      .catch((error: unknown) => {
        this.log.warn({ err: error }, 'could not read events; tried again');
      })
      .finally(() => {
        this.reading = false;
        // Woken in the instant between the last look and here.
        if (this.again) this.wake();
      });
  }

  private async read(): Promise<void> {
    while (this.again) {
      this.again = false;
      const batch = await this.events.after(this.cursor, PAGE);
      const last = batch.at(-1);
      if (!last) continue;
      this.cursor = last.id;
      this.again = batch.length === PAGE || this.again;
      for (const listener of this.listeners) listener(batch);
    }
  }
}
