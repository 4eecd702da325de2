export { Access, ACCESS_RULE, type AccessRule } from './auth/access.js';
export { bearerToken, equalsSecret, SESSION_GUARD, type SessionGuard } from './auth/access.guard.js';
export { createApp, runService, type ServiceDefinition } from './bootstrap/run-service.js';
export {
  APP_NAMES,
  type AppName,
  type AutoTrain,
  CONFIG,
  type Config,
  ConfigError,
  configSchema,
  cronTimeAfter,
  databaseUrl,
  DEFAULT_PORTS,
  loadConfig,
  modelsDirectory,
  parseAutoTrain,
  portOf,
  serviceToken,
} from './config/config.js';
export { AppError } from './errors/app-error.js';
export { describeError } from './errors/error.filter.js';
export { HTTP_STATUS } from './errors/http-status.js';
export { speakPlainly } from './errors/plain-words.js';
export { HealthRegistry } from './health/health.registry.js';
export {
  RemoteError,
  RemoteUnreachableError,
  ServiceClient,
  type ServiceClientOptions,
} from './http/service-client.js';
export { correlationId, withCorrelation } from './logging/correlation.js';
export { logger, setUpLogging } from './logging/logger.js';
export { metrics } from './metrics/metrics.js';
export { createJobQueue, QUEUE_PREFIX } from './queue/bullmq.job-queue.js';
export {
  JOB_QUEUE,
  type Consumer,
  type ConsumeOptions,
  type JobQueue,
  PermanentJobError,
  type PublishOptions,
} from './queue/job-queue.js';
export { QueueModule } from './queue/queue.module.js';
