import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { AccessGuard } from '../auth/access.guard.js';
import { CONFIG, type Config } from '../config/config.js';
import { AppError } from '../errors/app-error.js';
import { ErrorFilter } from '../errors/error.filter.js';
import { speakPlainly } from '../errors/plain-words.js';
import { HealthController } from '../health/health.controller.js';
import { HealthRegistry } from '../health/health.registry.js';

/** What every service has: configuration, validation, access rules, error form, health and metrics. */
@Global()
@Module({})
export class KitModule {
  static register(config: Config): DynamicModule {
    return {
      module: KitModule,
      controllers: [HealthController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: HealthRegistry, useValue: new HealthRegistry() },
        { provide: APP_FILTER, useClass: ErrorFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
      exports: [CONFIG, HealthRegistry],
    };
  }
}

/** A body or query that does not fit its schema becomes one sentence that names the first field that is wrong. */
function validationPipe(): StandardSchemaValidationPipe {
  speakPlainly();
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => {
      const [issue] = issues;
      const path = issue?.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      const message = issue?.message ?? 'is not understood';
      return new AppError('BAD_REQUEST', path ? `«${path}» ${message}.` : `The request ${message}.`);
    },
  });
}
