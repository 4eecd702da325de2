import { loadEnvironment } from '../environment.js';
import { LaunchError } from '../errors.js';
import { readRunState } from '../run-state.js';

/**
 * Connection string of the database in use: the one that `POSTGRESQL_*` names, or the embedded one of a launcher
 * that runs on `DATA_DIR`.
 *
 * @throws LaunchError when neither is there
 */
export async function configuredDatabase(): Promise<string> {
  const env = loadEnvironment();
  if (env.POSTGRESQL_HOST !== undefined) return databaseUrl(env);
  const running = await readRunState(env.DATA_DIR);
  if (running) return running.databaseUrl;
  throw new LaunchError(
    'No database is configured: set POSTGRESQL_HOST and the other POSTGRESQL_ variables, or run "npm start", which migrates its embedded database itself.',
  );
}

function databaseUrl(env: Readonly<Record<string, string | undefined>>): string {
  const user = encodeURIComponent(env.POSTGRESQL_USER ?? 'postgres');
  const password = encodeURIComponent(env.POSTGRESQL_PASSWORD ?? '');
  const database = env.POSTGRESQL_DB ?? 'personal_assistant';
  return `postgresql://${user}:${password}@${env.POSTGRESQL_HOST ?? ''}:${env.POSTGRESQL_PORT ?? '5432'}/${database}`;
}
