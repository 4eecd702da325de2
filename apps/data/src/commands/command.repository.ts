import { Inject, Injectable } from '@nestjs/common';
import { type CommandStatus, type IncomingCommand, incomingCommandSchema } from '@personal-assistant/contracts';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { assertCommandTransition } from './command.state.js';

export interface StoredCommand {
  id: string;
  status: CommandStatus;
  attempts: number;
  correlationId: string;
  createdAt: Date;
  incoming: IncomingCommand;
}

interface Row {
  id: string;
  status: CommandStatus;
  attempts: number;
  correlationId: string;
  createdAt: Date;
  payload: unknown;
}

/** The inbox. */
@Injectable()
export class CommandRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @returns the command's id, and whether this call stored it. */
  async insert(tx: Tx, incoming: IncomingCommand, correlationId: string): Promise<{ id: string; created: boolean }> {
    const [inserted] = await tx.db.$queryRaw<{ id: string }[]>`
      INSERT INTO "Command" ("id", "externalId", "kind", "payload", "correlationId")
      VALUES (gen_random_uuid(), ${incoming.id}, ${incoming.command.kind}, ${JSON.stringify(incoming)}::jsonb, ${correlationId})
      ON CONFLICT ("externalId") DO NOTHING RETURNING "id"`;
    if (inserted) return { id: inserted.id, created: true };
    const known = await tx.db.command.findUniqueOrThrow({ where: { externalId: incoming.id }, select: { id: true } });
    return { id: known.id, created: false };
  }

  async find(id: string): Promise<StoredCommand | undefined> {
    const row = await this.database.read.command.findUnique({ where: { id } });
    return row ? stored(row) : undefined;
  }

  /** Locks the command until the end of the transaction: nobody else processes it meanwhile. */
  async lock(tx: Tx, id: string): Promise<StoredCommand | undefined> {
    const [row] = await tx.db.$queryRaw<Row[]>`
      SELECT "id", "status", "attempts", "correlationId", "createdAt", "payload" FROM "Command" WHERE "id" = ${id}::uuid FOR UPDATE`;
    return row && stored(row);
  }

  async finish(tx: Tx, command: StoredCommand, status: 'PROCESSED' | 'FAILED', error?: string): Promise<void> {
    assertCommandTransition(command.status, status);
    await tx.db.$executeRaw`
      UPDATE "Command" SET "status" = ${status}::"CommandStatus", "finishedAt" = now(), "lastError" = ${error ?? null}
       WHERE "id" = ${command.id}::uuid`;
  }

  async countError(tx: Tx, id: string, error: string): Promise<number> {
    const { attempts } = await tx.db.command.update({
      where: { id },
      data: { attempts: { increment: 1 }, lastError: error.slice(0, 2000) },
      select: { attempts: true },
    });
    return attempts;
  }
}

function stored(row: Row): StoredCommand {
  const { payload, ...rest } = row;
  return { ...rest, incoming: incomingCommandSchema.parse(payload) };
}
