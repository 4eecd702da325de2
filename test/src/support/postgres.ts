import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@personal-assistant/launcher';
import { inject } from 'vitest';
import './postgres.setup.js';

/** A database of its own for one test file. */
export interface TestDatabase {
  /** Connection string of its superuser. */
  readonly url: string;
  /** The same in parts, as `POSTGRESQL_*` want them. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly name: string;
  /** Ends its connections and deletes it. */
  drop(): Promise<void>;
}

/** Most that is waited for connections that are being closed. */
const GOODBYE_MS = 2000;

/**
 * A fresh database with all migrations applied, cloned from the run's template in some 50 ms. For specs of the
 * `medium` project: `beforeAll(async () => (database = await createTestDatabase()))`, `afterAll(() => database.drop())`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('postgresTemplateUrl'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const server = new URL(template);
  server.pathname = '/postgres';
  await withClient(server.href, (client) =>
    client.query(`CREATE DATABASE "${name}" TEMPLATE "${template.pathname.slice(1)}"`),
  );
  const url = new URL(template);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    name,
    drop: async () => {
      await withClient(server.href, async (client) => {
        // A client that has just ended still hears of a connection that is cut before the server noticed, and nobody listens any more.
        for (let waited = 0; waited < GOODBYE_MS; waited += 20) {
          const { rowCount } = await client.query('SELECT 1 FROM pg_stat_activity WHERE datname = $1', [name]);
          if (rowCount === 0) break;
          await sleep(20);
        }
        await client.query(`DROP DATABASE "${name}" WITH (FORCE)`);
      });
    },
  };
}
