import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { json, text } from 'express';
import { type AppName, type Config, ConfigError, loadConfig, portOf } from '../config/config.js';
import { observeRequest } from '../http/request.middleware.js';
import { logger, NestLogger, setUpLogging } from '../logging/logger.js';
import { KitModule } from './kit.module.js';

export interface ServiceDefinition {
  appName: AppName;
  /** The service's own module. */
  module: (config: Config) => DynamicModule | Type;
  /** Further set-up of the HTTP application, before it listens. */
  configure?: (app: NestExpressApplication, config: Config) => void | Promise<void>;
  /** Longest JSON body. Default `1mb`. */
  bodyLimit?: string;
  /** Paths whose JSON bodies may be longer, with their limit. */
  bodyLimits?: Readonly<Record<string, string>>;
  /** Paths whose bodies are plain text, of whatever type, with their limit. */
  textBodies?: Readonly<Record<string, string>>;
}

@Module({})
class ServiceModule {}

/** The Nest application of a service, set up but not listening (tests call `app.listen(0)` or `app.init()`). */
export async function createApp(definition: ServiceDefinition, config: Config): Promise<NestExpressApplication> {
  const root: DynamicModule = {
    module: ServiceModule,
    imports: [KitModule.register(config), definition.module(config)],
  };
  const app = await NestFactory.create<NestExpressApplication>(root, {
    logger: new NestLogger(),
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.disable('x-powered-by');
  app.use(observeRequest);
  for (const [path, limit] of Object.entries(definition.bodyLimits ?? {})) app.use(path, json({ limit }));
  for (const [path, limit] of Object.entries(definition.textBodies ?? {})) {
    app.use(path, text({ limit, type: () => true }));
  }
  app.useBodyParser('json', { limit: definition.bodyLimit ?? '1mb' });
  await definition.configure?.(app, config);
  return app;
}

/**
 * Runs one service until it is told to stop (SIGTERM, SIGINT, or its launcher is gone): parses the configuration, listens,
 * and on shutdown finishes what is in work. A wrong configuration is one line on standard error and exit code 2.
 */
export async function runService(definition: ServiceDefinition): Promise<void> {
  try {
    const config = loadConfig();
    setUpLogging({ service: definition.appName, level: config.LOG_LEVEL });
    const log = logger('service');
    process.on('unhandledRejection', (error) => {
      log.fatal({ err: error }, 'unhandled rejection; the service stops and is started again');
      process.exit(70);
    });
    const app = await createApp(definition, config);
    const port = portOf(config, definition.appName);
    const stop = stopOnce(app);
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    exitWithLauncher(stop);
    await app.listen(port, config.HOST);
    log.info({ host: config.HOST, port }, 'listening');
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(2);
    }
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      process.stderr.write(`${definition.appName}: ${error.message}. Stop what uses this port, or set another PORT.\n`);
      process.exit(3);
    }
    if (error instanceof Error && 'code' in error && error.code === 'EADDRNOTAVAIL') {
      process.stderr.write(`HOST: this machine has no such address (${error.message}).\n`);
      process.exit(2);
    }
    process.stderr.write(
      `${definition.appName} could not start: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
    );
    process.exit(1);
  }
}

const SHUTDOWN_LIMIT_MS = 8000;

function stopOnce(app: NestExpressApplication): () => void {
  let stopping = false;
  return () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger('service').error({ err: error }, 'shutdown failed');
        process.exit(1);
      },
    );
  };
}

/** A launcher that was killed cannot stop its services: they watch the pipe that it holds open. */
function exitWithLauncher(stop: () => void): void {
  // eslint-disable-next-line no-restricted-syntax -- set by the launcher for its children only, no setting for people
  if (process.env.LAUNCHER_PIPE !== '1') return;
  process.stdin.resume();
  process.stdin.on('end', stop);
  process.stdin.on('error', stop);
}
