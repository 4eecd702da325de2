import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
  SqlResultSet,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** PostgreSQL's internal one-byte type, which its catalogue is full of, and its ordinary text type. */
const INTERNAL_CHAR = 18;
const TEXT = 25;

/** The factory, and how to close what it opened: the engine does not dispose of its main connection. */
export interface MigrationAdapterFactory extends SqlMigrationAwareDriverAdapterFactory {
  close(): Promise<void>;
}

/**
 * Connects Prisma's schema engine to PostgreSQL. `@prisma/adapter-pg` is made for the client; for migrations it
 * needs three things different:
 * - a script is sent whole (the adapter cuts it at every `;`, also inside functions and strings);
 * - catalogue columns of the type `"char"` are read as characters (the adapter knows no such type);
 * - the shadow database is one of its own (a connection string would make the adapter take the main one).
 */
export function migrationAdapterFactory(connectionString: string): MigrationAdapterFactory {
  const pools = new Set<pg.Pool>();
  const connect = (): Promise<SqlDriverAdapter> => open(pools, connectionString);
  return {
    close: async () => {
      await Promise.all([...pools].map((pool) => end(pools, pool)));
    },
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect,
    connectToShadowDb: async () => {
      const main = await connect();
      const name = `shadow_${randomUUID().replaceAll('-', '')}`;
      await main.executeScript(`CREATE DATABASE "${name}"`);
      const url = new URL(connectionString);
      url.pathname = `/${name}`;
      return open(pools, url.href, async () => {
        await main.executeScript(`DROP DATABASE "${name}" WITH (FORCE)`);
        await main.dispose();
      });
    },
  };
}

/** Ends a pool once, whoever asks first. */
async function end(pools: Set<pg.Pool>, pool: pg.Pool): Promise<void> {
  if (pools.delete(pool)) await pool.end();
}

async function open(
  pools: Set<pg.Pool>,
  connectionString: string,
  afterClose?: () => Promise<void>,
): Promise<SqlDriverAdapter> {
  const pool = new pg.Pool({ connectionString, max: 1, allowExitOnIdle: true });
  pools.add(pool);
  const query = pool.query.bind(pool) as (request: pg.QueryConfig | string) => Promise<pg.QueryResult>;
  /** Of the results under way: the columns that were `"char"`. The adapter hands our rows on as they are. */
  const charColumns = new WeakMap<object, number[]>();
  const queryAsText = async (request: pg.QueryConfig | string): Promise<pg.QueryResult> => {
    const result = await query(request);
    const columns = result.fields.flatMap((field, index) => (field.dataTypeID === INTERNAL_CHAR ? [index] : []));
    for (const field of result.fields) if (field.dataTypeID === INTERNAL_CHAR) field.dataTypeID = TEXT;
    charColumns.set(result.rows, columns);
    return result;
  };
  Object.assign(pool, { query: queryAsText });
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    queryRaw: async (request: SqlQuery): Promise<SqlResultSet> => {
      const result = await queryRaw(request);
      for (const column of charColumns.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character;
      return result;
    },
    executeScript: async (script: string): Promise<void> => {
      await query(script);
    },
    dispose: async (): Promise<void> => {
      await end(pools, pool);
      await afterClose?.();
    },
  });
}
