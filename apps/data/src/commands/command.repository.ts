import { Inject, Injectable } from '@nestjs/common';
import { type CommandStatus, type IncomingCommand, incomingCommandSchema } from '@personal-assistant/contracts';
import { Database } from '../database/database.js';
import { Prisma } from '../database/generated/client.js';
import type { Tx } from '../database/tx.js';
import { assertCommandTransition } from './command.state.js';

export interface StoredCommand {
  id: string;
  status: CommandStatus;
  attempts: number;
  correlationId: string;
  /** Milliseconds since it was stored. */
  ageMs: number;
  incoming: IncomingCommand;
}

interface Row {
  id: string;
  status: CommandStatus;
  attempts: number;
  correlationId: string;
  ageMs: number;
  payload: unknown;
}

const COLUMNS = Prisma.sql`"id", "status", "attempts", "correlationId", "payload", (extract(epoch FROM now() - "createdAt") * 1000)::float8 AS "ageMs"`;

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
    const [row] = await this.database.read.$queryRaw<Row[]>`SELECT ${COLUMNS} FROM "Command" WHERE "id" = ${id}::uuid`;
    return row && stored(row);
  }

  /** Locks the command until the end of the transaction: nobody else processes it meanwhile. */
  async lock(tx: Tx, id: string): Promise<StoredCommand | undefined> {
    const [row] = await tx.db.$queryRaw<Row[]>`
      SELECT ${COLUMNS} FROM "Command" WHERE "id" = ${id}::uuid FOR UPDATE`;
    return row && stored(row);
  }

  /** What we said in the message that was replied to is not needed any more: it may quote what is withdrawn one day. */
  async finish(
    tx: Tx,
    command: StoredCommand,
    workspaceId: string,
    status: 'PROCESSED' | 'FAILED',
    error?: string,
  ): Promise<void> {
    assertCommandTransition(command.status, status);
    await tx.db.$executeRaw`
      UPDATE "Command" SET "status" = ${status}::"CommandStatus", "workspaceId" = ${workspaceId}::uuid, "finishedAt" = now(), "lastError" = ${error ?? null},
             "payload" = CASE WHEN ${status} = 'PROCESSED' AND "payload"->'replyTo'->'fromAssistant' = 'true' THEN "payload" #- '{replyTo,text}' ELSE "payload" END
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
