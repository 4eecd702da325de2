import type { EventType, Prisma, Role } from './generated/client.js';

/** A notice for open pages; the row that it names is read when it is shown. */
export interface NewEvent {
  workspaceId: string;
  type: EventType;
  targetId: string;
  /** Least role that sees it. */
  audience: Role;
  /** Sees it whatever their role. */
  userId?: string | null;
}

/**
 * One running transaction. Services pass it on; only repositories use `db`. What is announced here is written and told
 * at the commit, or not at all.
 */
export class Tx {
  readonly events: NewEvent[] = [];
  outboxTouched = false;
  sessionsEnded = false;

  constructor(readonly db: Prisma.TransactionClient) {}

  announce(event: NewEvent): void {
    const same = (other: NewEvent) =>
      other.type === event.type && other.targetId === event.targetId && other.audience === event.audience;
    if (!this.events.some(same)) this.events.push(event);
  }
}
