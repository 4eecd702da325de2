import { resolve } from 'node:path';
import { speakPlainly } from '../errors/plain-words.js';
import { APP_NAMES, type AppName, type Config, configSchema, DEFAULT_PORTS } from './schema.js';

/** A variable has a value that cannot be used. The message names it and says what it must be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Parses the environment once.
 *
 * @throws ConfigError with one readable line per wrong variable.
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  speakPlainly();
  const parsed = configSchema.safeParse(environment);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      (issue) => `${issue.path.join('.').replace(/\.\d+$/u, '')}: ${issue.message}`,
    );
    throw new ConfigError(`Wrong configuration. ${[...new Set(lines)].join('; ')}. See docs/configuration.md.`);
  }
  const config = parsed.data;
  if (config.TELEGRAM_MODE === 'webhook' && config.TELEGRAM_TOKEN) {
    if (!config.TELEGRAM_WEBHOOK_URL)
      throw new ConfigError('TELEGRAM_WEBHOOK_URL: is needed when TELEGRAM_MODE is webhook.');
    if (!config.TELEGRAM_WEBHOOK_SECRET)
      throw new ConfigError('TELEGRAM_WEBHOOK_SECRET: is needed when TELEGRAM_MODE is webhook.');
  }
  if (config.LLM_BASE_URL && config.LLM_TIMEOUT_MS >= config.QUESTION_DEADLINE_MS) {
    throw new ConfigError(
      'LLM_TIMEOUT_MS: must be shorter than QUESTION_DEADLINE_MS, so that the reader can still answer.',
    );
  }
  return config;
}

/** Port that a service listens on: `PORT`, else its default. */
export function portOf(config: Config, appName: AppName): number {
  return config.PORT ?? DEFAULT_PORTS[appName];
}

/** Absolute folder of the trained versions. */
export function modelsDirectory(config: Config): string {
  return resolve(config.MODELS_DIR ?? `${config.DATA_DIR}/models`);
}

/** Connection string for `pg` and BullMQ. */
export function databaseUrl(config: Config): string {
  const { POSTGRESQL_USER, POSTGRESQL_PASSWORD, POSTGRESQL_HOST, POSTGRESQL_PORT, POSTGRESQL_DB } = config;
  const credentials = `${encodeURIComponent(POSTGRESQL_USER)}:${encodeURIComponent(POSTGRESQL_PASSWORD)}`;
  return `postgresql://${credentials}@${POSTGRESQL_HOST}:${String(POSTGRESQL_PORT)}/${encodeURIComponent(POSTGRESQL_DB)}`;
}

/**
 * The secret between the services.
 *
 * @throws ConfigError when it is not set.
 */
export function serviceToken(config: Config): string {
  if (!config.SERVICE_TOKEN) {
    throw new ConfigError('SERVICE_TOKEN: is not set; give all services the same secret of at least 16 characters.');
  }
  return config.SERVICE_TOKEN;
}

export { type AutoTrain, cronTimeAfter, parseAutoTrain } from './auto-train.js';
export { APP_NAMES, type AppName, type Config, configSchema, DEFAULT_PORTS };
/** Injection token of the parsed {@link Config}. */
export const CONFIG = Symbol('CONFIG');
