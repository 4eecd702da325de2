import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CommandAccepted, IncomingCommand } from '@personal-assistant/contracts';
import { correlationId } from '@personal-assistant/service-kit';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { OutboxRepository } from '../outbox/outbox.repository.js';
import { CommandRepository } from './command.repository.js';
import { readableJson } from './readable-json.js';

/** Takes updates in: stored once, with the job that will process them, before the channel is told that we have it. */
@Injectable()
export class InboxService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CommandRepository) private readonly commands: CommandRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
  ) {}

  accept(incoming: IncomingCommand): Promise<CommandAccepted> {
    return this.database.transaction((tx) => this.acceptIn(tx, incoming));
  }

  async acceptIn(tx: Tx, incoming: IncomingCommand): Promise<CommandAccepted> {
    const correlation = correlationId() ?? randomUUID();
    const { id, created } = await this.commands.insert(tx, readableJson(incoming), correlation);
    if (created) await this.outbox.addJob(tx, 'telegram-message-queue', id, correlation);
    return { commandId: id, duplicate: !created };
  }
}
