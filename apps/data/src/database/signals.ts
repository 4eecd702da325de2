import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** `outbox`: rows are waiting. `events`: there is news for open pages. `sessions`: somebody signed out. */
export type Signal = 'outbox' | 'events' | 'sessions';

/** Wakes what waits for a commit, of this process at once and of other replicas through NOTIFY. */
@Injectable()
export class Signals {
  /** Tells our own notifications from those of other replicas. */
  readonly instance = randomUUID();
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  emit(signal: Signal): void {
    this.emitter.emit(signal);
  }

  /** @returns the function that ends the subscription. */
  on(signal: Signal, listener: () => void): () => void {
    this.emitter.on(signal, listener);
    return () => this.emitter.off(signal, listener);
  }
}
