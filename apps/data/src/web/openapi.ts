import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { SESSION_COOKIE } from './session.guard.js';

/** OpenAPI of the public API: a page at `/api/docs`, the document at `/api/docs-json`. */
export function serveOpenApi(app: NestExpressApplication): void {
  const info = new DocumentBuilder()
    .setTitle('Personal Assistant')
    .setDescription(
      'Teach texts, approve them, train versions, ask questions. Lists take `limit` and `after` and answer `{ items, next }`.',
    )
    .setVersion('1')
    .addBearerAuth()
    .addCookieAuth(SESSION_COOKIE)
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, info), {
    customSiteTitle: 'Personal Assistant API',
  });
}
