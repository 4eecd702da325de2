import { applyMigrations, startThrowAwayPostgres, withClient } from '@personal-assistant/launcher';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the migrated template database; no test writes to it. */
    readonly postgresTemplateUrl: string;
  }
}

/** One PostgreSQL for the whole run, with a migrated database that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startThrowAwayPostgres();
  try {
    await applyMigrations(postgres.server.url());
    // Cloning refuses a template in use; this also keeps tests from writing to it by mistake.
    await withClient(postgres.server.url('postgres'), (client) =>
      client.query(`ALTER DATABASE "${postgres.server.options.database}" ALLOW_CONNECTIONS false`),
    );
  } catch (error) {
    await postgres.remove();
    throw error;
  }
  project.provide('postgresTemplateUrl', postgres.server.url());
  return () => postgres.remove();
}
