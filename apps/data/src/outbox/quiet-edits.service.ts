import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config, logger } from '@personal-assistant/service-kit';
import { Signals } from '../database/signals.js';
import { QuietEditsRepository } from './quiet-edits.repository.js';

const LOOK_MS = 1000;

/**
 * Brings messages up to date that show an older text, one at a time in each chat, where nothing else is to be sent: taking back a
 * thousand texts must not keep an answer or an approval waiting. Several replicas may run it.
 */
@Injectable()
export class QuietEditsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = logger('quiet-edits');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(QuietEditsRepository) private readonly edits: QuietEditsRepository,
  ) {}

  onApplicationBootstrap(): void {
    // Without a bot nothing is delivered.
    if (!this.config.TELEGRAM_TOKEN) return;
    this.timer = setInterval(() => {
      this.looking ??= this.look()
        .catch((error: unknown) => {
          this.log.warn({ err: error }, 'could not look for outdated messages; tried again');
        })
        .finally(() => {
          this.looking = undefined;
        });
    }, LOOK_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  async look(): Promise<void> {
    if ((await this.edits.hand()) > 0) this.signals.emit('outbox');
  }
}
