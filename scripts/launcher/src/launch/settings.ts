import type { Config } from '@personal-assistant/service-kit/config';
import { ConfigError, loadConfig } from '@personal-assistant/service-kit/config';
import type { Environment } from '../environment.js';
import { LaunchError } from '../errors.js';
import type { Secrets } from './secrets.js';

/** What the services are started with. */
export interface Settings {
  readonly config: Config;
  /** The variables that all services get. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether PostgreSQL is ours to run. */
  readonly embedded: boolean;
}

/**
 * Completes what the person configured: secrets that were made, absolute folders, the page's port.
 * `PORT` is the page's here; each service gets its own from its address.
 *
 * @throws LaunchError naming the variable that has a wrong value
 */
export function resolveSettings(given: Environment, secrets: Secrets): Settings {
  const embedded = given.POSTGRESQL_HOST === undefined;
  const env: Record<string, string> = {
    SERVICE_TOKEN: secrets.SERVICE_TOKEN,
    SIGN_IN_TOKEN: secrets.SIGN_IN_TOKEN,
    ...(given.PORT === undefined ? {} : { DATA_SERVICE_URL: `http://localhost:${given.PORT}` }),
    ...(embedded ? { POSTGRESQL_PASSWORD: secrets.POSTGRESQL_PASSWORD } : {}),
    ...Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    ...(embedded ? { POSTGRESQL_HOST: '127.0.0.1' } : {}),
  };
  delete env.PORT;
  delete env.APP_NAME;
  try {
    if (given.PORT !== undefined) loadConfig({ PORT: given.PORT });
    return { config: loadConfig(env), env, embedded };
  } catch (error) {
    if (error instanceof ConfigError) throw new LaunchError(error.message);
    throw error;
  }
}
