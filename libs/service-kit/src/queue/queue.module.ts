import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { HealthRegistry } from '../health/health.registry.js';
import { createJobQueue } from './bullmq.job-queue.js';
import { JOB_QUEUE, type JobQueue } from './job-queue.js';

/** Provides {@link JOB_QUEUE}, checks it in `/health/ready` and closes it on shutdown. */
@Module({})
export class QueueModule implements OnApplicationShutdown {
  constructor(
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(HealthRegistry) health: HealthRegistry,
  ) {
    health.register('queue', () => queue.ping());
  }

  static register(): DynamicModule {
    return {
      module: QueueModule,
      global: true,
      providers: [{ provide: JOB_QUEUE, inject: [CONFIG], useFactory: (config: Config) => createJobQueue(config) }],
      exports: [JOB_QUEUE],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}
