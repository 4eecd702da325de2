import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';

/** The built web client; the same place seen from the sources and from `dist`. */
export const CLIENT_FOLDER = fileURLToPath(new URL('../../../../client/dist', import.meta.url));
const NOT_THE_PAGE = /^\/(?:api|internal|health|metrics)(?:\/|$)/u;
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the page with its security headers; unknown addresses that a browser opens are the page's own. */
export function servePage(app: NestExpressApplication, folder = CLIENT_FOLDER): void {
  app.use((_request: Request, response: Response, next: NextFunction) => {
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    next();
  });
  if (!existsSync(folder)) return;
  app.use(
    express.static(folder, {
      index: false,
      setHeaders: (response, path) => {
        // Built files carry a hash in their names.
        const lasting = path.includes('/assets/');
        response.setHeader('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (request.method !== 'GET' || NOT_THE_PAGE.test(request.path) || !request.accepts('html')) {
      next();
      return;
    }
    response.setHeader('cache-control', 'no-cache');
    response.sendFile('index.html', { root: folder });
  });
}
