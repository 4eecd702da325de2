import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config, logger } from '@personal-assistant/service-kit';
import { Signals } from '../database/signals.js';
import { QuietEditsRepository } from './quiet-edits.repository.js';
import { Repeated } from './repeated.js';

const LOOK_MS = 1000;

/**
 * Brings messages up to date that show an older text, one at a time in each chat, where nothing else is to be sent: taking back a
 * thousand texts must not keep an answer or an approval waiting. Several replicas may run it.
 */
@Injectable()
export class QuietEditsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = logger('quiet-edits');
  private readonly rounds = new Repeated(
    () => this.look(),
    (error) => {
      this.log.warn({ err: error }, 'could not look for outdated messages; tried again');
    },
  );

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(QuietEditsRepository) private readonly edits: QuietEditsRepository,
  ) {}

  onApplicationBootstrap(): void {
    // Without a bot nothing is delivered.
    if (this.config.TELEGRAM_TOKEN) this.rounds.start(LOOK_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  async look(): Promise<void> {
    if ((await this.edits.hand()) > 0) this.signals.emit('outbox');
  }
}
