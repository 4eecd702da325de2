import type { Provider, Type } from '@nestjs/common';

/** The REST API, the page and its events. */
export const WEB_CONTROLLERS: Type[] = [];
export const WEB_PROVIDERS: Provider[] = [];
