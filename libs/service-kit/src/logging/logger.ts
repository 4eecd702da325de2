import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { correlationId } from './correlation.js';

let root: Logger = pino({ level: 'silent' });

/** Sets up structured logs (JSON lines on standard output) for this process. Before it, logging is silent (tests). */
export function setUpLogging(options: { service: string; level: string }): void {
  root = pino({
    level: options.level,
    base: { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['token', '*.token', 'headers.authorization', 'headers.cookie', 'password', '*.password'],
    mixin: () => {
      const id = correlationId();
      return id ? { correlationId: id } : {};
    },
  });
}

/** A logger that names its part of the service. Cheap: call it where needed. */
export function logger(context: string): Logger {
  return root.child({ context });
}

/** Nest's own messages through pino. */
export class NestLogger implements LoggerService {
  log(message: unknown, context?: string): void {
    root.debug({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    root.error({ context, stack }, String(message));
  }
  warn(message: unknown, context?: string): void {
    root.warn({ context }, String(message));
  }
  debug(message: unknown, context?: string): void {
    root.trace({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    root.trace({ context }, String(message));
  }
  fatal(message: unknown, context?: string): void {
    root.fatal({ context }, String(message));
  }
}
