import { missingMigration, withClient } from '@personal-assistant/launcher';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from './postgres.js';
import type { TestDatabase } from './postgres.js';

describe('a test database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('has every migration applied', async () => {
    const { rows } = await withClient(database.url, (client) =>
      client.query<{ finished: boolean }>('SELECT finished_at IS NOT NULL AS finished FROM _prisma_migrations'),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ finished }) => finished)).toBe(true);
  });

  it('is separate from every other one', async () => {
    const other = await createTestDatabase();
    await withClient(other.url, (client) => client.query('CREATE TABLE only_here (id int)'));
    const { rows } = await withClient(database.url, (client) =>
      client.query("SELECT to_regclass('only_here') AS found"),
    );
    expect(rows).toEqual([{ found: null }]);
    await other.drop();
  });
});

describe('prisma/schema.prisma', () => {
  it('is what the migrations make', async () => {
    const database = await createTestDatabase();
    expect(await missingMigration(database.url)).toBeUndefined();
    await database.drop();
  });
});
