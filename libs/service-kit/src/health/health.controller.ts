import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Access } from '../auth/access.js';
import { metrics } from '../metrics/metrics.js';
import { HealthRegistry } from './health.registry.js';

/** `/health/live` (the process runs), `/health/ready` and `/health` (with each dependency), `/metrics` (Prometheus). */
@Access('public')
@Controller()
export class HealthController {
  constructor(@Inject(HealthRegistry) private readonly registry: HealthRegistry) {}

  @Get('health/live')
  live() {
    return { status: 'live' };
  }

  @Get(['health', 'health/ready'])
  async ready(@Res({ passthrough: true }) response: Response) {
    const { ready, dependencies } = await this.registry.run();
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not ready', dependencies };
  }

  @Get('metrics')
  async metrics(@Res() response: Response): Promise<void> {
    response.type(metrics.contentType).send(await metrics.metrics());
  }
}
