import type { NestExpressApplication } from '@nestjs/platform-express';

/** Set-up of the HTTP application before it listens. */
export function configureWeb(_app: NestExpressApplication): void {
  // filled with the page
}
