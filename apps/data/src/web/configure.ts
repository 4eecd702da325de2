import { StandardSchemaSerializerInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { serveOpenApi } from './openapi.js';
import { servePage } from './page.js';

/** Set-up of the HTTP application before it listens. */
export function configureWeb(app: NestExpressApplication): void {
  app.useGlobalInterceptors(new StandardSchemaSerializerInterceptor(app.get(Reflector)));
  servePage(app);
  serveOpenApi(app);
}
