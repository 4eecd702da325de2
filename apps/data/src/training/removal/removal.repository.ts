import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Prisma } from '../../database/generated/client.js';
import type { Tx } from '../../database/tx.js';

/** What a version is needed for, so that its files stay. */
export type VersionUse = 'LIVE' | 'WANTED' | 'PARENT' | 'ASKED' | 'BUILT_ON';

/** A version whose files are there and are to stay, as far as anybody said. */
export interface KeptVersion {
  id: number;
  name: string;
  live: boolean;
  use: VersionUse | null;
}

const KEPT = Prisma.sql`m."directory" IS NOT NULL AND m."retiredAt" IS NULL AND m."removedAt" IS NULL`;

const USE = Prisma.sql`
  CASE WHEN m."live" THEN 'LIVE'
       WHEN m."id" = w."wantedModelId" THEN 'WANTED'
       WHEN EXISTS (SELECT 1 FROM "Model" c WHERE c."parentId" = m."id" AND c."live") THEN 'PARENT'
       WHEN m."status" = 'DONE' AND m."gate" = 'ASKED' THEN 'ASKED'
       WHEN EXISTS (SELECT 1 FROM "Model" c WHERE c."parentId" = m."id" AND c."status" = 'PROCESSING') THEN 'BUILT_ON' END`;

/** Versions whose files go. */
@Injectable()
export class RemovalRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Versions of all workspaces that are not needed, beyond the newest `keep` built ones of theirs (0: none are beyond). What
   * came to nothing after it was built is not needed either.
   */
  async findDue(keep: number): Promise<{ id: number; workspaceId: string }[]> {
    return this.database.read.$queryRaw<{ id: number; workspaceId: string }[]>(dueQuery(keep));
  }

  /** {@link findDue} of one workspace, which is locked. */
  async findDueIn(tx: Tx, workspaceId: string, keep: number): Promise<number[]> {
    const rows = await tx.db.$queryRaw<{ id: number }[]>`
      SELECT "id" FROM (${dueQuery(keep)}) due WHERE "workspaceId" = ${workspaceId}::uuid ORDER BY "id"`;
    return rows.map(({ id }) => id);
  }

  /** Of the workspace, which is locked, newest first. */
  kept(tx: Tx, workspaceId: string): Promise<KeptVersion[]> {
    return tx.db.$queryRaw<KeptVersion[]>`
      SELECT m."id", m."name", m."live", ${USE} AS "use" FROM "Model" m JOIN "Workspace" w ON w."id" = m."workspaceId"
       WHERE m."workspaceId" = ${workspaceId}::uuid AND ${KEPT} ORDER BY m."id" DESC`;
  }

  async retire(tx: Tx, id: number): Promise<void> {
    await tx.db.$executeRaw`UPDATE "Model" SET "retiredAt" = now() WHERE "id" = ${id} AND "retiredAt" IS NULL`;
  }

  async markRemoved(tx: Tx, id: number): Promise<void> {
    await tx.db.$executeRaw`UPDATE "Model" SET "removedAt" = now() WHERE "id" = ${id} AND "removedAt" IS NULL`;
  }
}

function dueQuery(keep: number): Prisma.Sql {
  return Prisma.sql`
    SELECT "id", "workspaceId" FROM (
      SELECT m."id", m."workspaceId", m."status", ${USE} AS "use",
             row_number() OVER (PARTITION BY m."workspaceId", m."status" ORDER BY m."id" DESC) AS "place"
        FROM "Model" m JOIN "Workspace" w ON w."id" = m."workspaceId" WHERE ${KEPT}) kept
     WHERE "use" IS NULL AND ("status" = 'FAILED' OR (${keep}::int > 0 AND "place" > ${keep}::int))`;
}
