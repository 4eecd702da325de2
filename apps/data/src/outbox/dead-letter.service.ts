import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@personal-assistant/service-kit';
import { AnsweringService } from '../answering/answering.service.js';
import { Database } from '../database/database.js';
import { pageOf } from '../web/paging.js';
import { type DeadLetterRow, DeadLetterRepository } from './dead-letter.repository.js';
import { OutboxRepository } from './outbox.repository.js';

const UUID = /^[0-9a-f-]{36}$/u;

/** Lists what was given up and tries it again when an approver says so. */
@Injectable()
export class DeadLetterService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DeadLetterRepository) private readonly letters: DeadLetterRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(AnsweringService) private readonly answering: AnsweringService,
  ) {}

  async list(workspaceId: string, limit: number, after: string | undefined) {
    const rows = await this.letters.list(workspaceId, limit + 1, after === undefined ? undefined : readCursor(after));
    const view = (row: DeadLetterRow) => ({ ...row, createdAt: row.createdAt.toISOString() });
    return pageOf(rows, limit, view, (row) => `${row.createdAt.getTime()}_${row.id}`);
  }

  /** @throws AppError `NOT_FOUND` when there is no such letter (any more) */
  async retry(workspaceId: string, id: string): Promise<void> {
    const [kind = '', key = ''] = id.split(':');
    const found = await this.database.transaction(async (tx) => {
      if (kind === 'outbox' && /^\d{1,18}$/u.test(key)) return this.letters.retryOutbox(tx, workspaceId, BigInt(key));
      if (!UUID.test(key)) return false;
      if (kind === 'question') return this.answering.retry(tx, workspaceId, key);
      if (kind !== 'command' || !(await this.letters.retryCommand(tx, workspaceId, key))) return false;
      await this.outbox.addJob(tx, 'telegram-message-queue', key);
      return true;
    });
    if (!found) throw new AppError('NOT_FOUND', 'There is no such dead letter any more; reload the list.');
  }
}

function readCursor(after: string): { at: Date; id: string } {
  const match = /^(\d{13})_(.+)$/u.exec(after);
  if (!match?.[1] || !match[2])
    throw new AppError('BAD_REQUEST', '«after» is wrong: take it from «next» of the page before.');
  return { at: new Date(Number(match[1])), id: match[2] };
}
