import { CORRELATION_HEADER } from '@personal-assistant/contracts';
import type { NextFunction, Request, Response } from 'express';
import { withCorrelation } from '../logging/correlation.js';
import { logger } from '../logging/logger.js';
import { httpDuration } from '../metrics/metrics.js';

/** Gives each request its correlation id, a log line and a place in the latency histogram. */
export function observeRequest(request: Request, response: Response, next: NextFunction): void {
  const given = request.headers[CORRELATION_HEADER];
  withCorrelation(typeof given === 'string' && given.length <= 100 ? given : undefined, () => {
    const startedAt = process.hrtime.bigint();
    const { path } = request;
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
      const { route: matched } = request as unknown as { route?: { path?: unknown } };
      const route = typeof matched?.path === 'string' ? matched.path : 'unmatched';
      httpDuration.observe({ method: request.method, route, status: response.statusCode }, seconds);
      if (!/^\/(?:health|metrics)/u.test(path)) {
        logger('http').debug({ method: request.method, path, status: response.statusCode, seconds }, 'request');
      }
    });
    next();
  });
}
