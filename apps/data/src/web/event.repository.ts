import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Event } from '../database/generated/client.js';

export type EventRecord = Event;

@Injectable()
export class EventRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  async lastId(): Promise<bigint> {
    const { _max } = await this.database.read.event.aggregate({ _max: { id: true } });
    return _max.id ?? 0n;
  }

  /** In commit order. */
  after(id: bigint, limit: number, workspaceId?: string): Promise<EventRecord[]> {
    return this.database.read.event.findMany({
      where: { id: { gt: id }, workspaceId },
      orderBy: { id: 'asc' },
      take: limit,
    });
  }
}
