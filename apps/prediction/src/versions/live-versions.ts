import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { type LoadVersion, liveModelsSchema } from '@personal-assistant/contracts';
import { HealthRegistry, logger, ServiceClient } from '@personal-assistant/service-kit';
import { VersionsService } from './versions.service.js';

export const DATA_SERVICE = Symbol('DATA_SERVICE');

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

/** Loads every live version when the service starts; until then it is not ready. */
@Injectable()
export class LiveVersions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = logger('versions');
  private readonly stopped = new AbortController();
  private state: 'waiting for the data service' | 'loading' | 'loaded' = 'waiting for the data service';
  /** Settles once all live versions are loaded or refused, or the service stops. */
  readonly loaded: Promise<void>;
  private settle: () => void = () => undefined;

  constructor(
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(DATA_SERVICE) private readonly dataService: Pick<ServiceClient, 'get'>,
    @Inject(HealthRegistry) health: HealthRegistry,
  ) {
    this.loaded = new Promise((resolve) => {
      this.settle = resolve;
    });
    health.register('versions', () =>
      this.state === 'loaded' ? Promise.resolve() : Promise.reject(new Error(this.state)),
    );
  }

  onApplicationBootstrap(): void {
    void this.loadAll().finally(this.settle);
  }

  beforeApplicationShutdown(): void {
    this.stopped.abort();
  }

  private async loadAll(): Promise<void> {
    const live = await this.liveVersions();
    if (!live) return;
    this.state = 'loading';
    for (const ref of live) {
      try {
        await this.versions.load(ref);
      } catch (error) {
        // One workspace's damaged version must not keep the others waiting; its questions say what is wrong.
        this.log.error({ err: error, modelId: ref.modelId, workspaceId: ref.workspaceId }, 'live version refused');
      }
    }
    this.state = 'loaded';
  }

  private async liveVersions(): Promise<LoadVersion[] | undefined> {
    for (let wait = FIRST_RETRY_MS; !this.stopped.signal.aborted; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      try {
        return (await this.dataService.get('/internal/models/live', liveModelsSchema)).items;
      } catch (error) {
        this.log.info(
          { reason: error instanceof Error ? error.message : String(error) },
          'data service is not there yet',
        );
      }
      await delay(wait, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
    return undefined;
  }
}
