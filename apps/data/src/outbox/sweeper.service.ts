import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config, logger } from '@personal-assistant/service-kit';
import { AnsweringService } from '../answering/answering.service.js';
import { QuestionRepository } from '../answering/question.repository.js';
import { Signals } from '../database/signals.js';
import { ForgettingWorkerService } from '../erasing/forgetting/forgetting-worker.service.js';
import { RedactionService } from '../erasing/redaction.service.js';
import { AttemptService } from '../training/attempt.service.js';
import { ClusteringService } from '../gaps/clustering.service.js';
import { GapTeller } from '../gaps/gap-teller.service.js';
import { AutoTrainService } from '../training/auto/auto-train.service.js';
import { RemovalService } from '../training/removal/removal.service.js';
import { ModelRepository } from '../training/model.repository.js';
import { OutboxRepository } from './outbox.repository.js';
import { Repeated } from './repeated.js';
import { SweeperRepository } from './sweeper.repository.js';

const HOUSEKEEPING_EVERY = 200;

/**
 * Finds what got stuck, whatever the reason: jobs that a queue lost, attempts without a heartbeat, questions past their
 * deadline, leases of a replica that is gone; and starts trainings that are due. Each step may run on several replicas at once.
 */
@Injectable()
export class SweeperService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = logger('sweeper');
  private readonly repeated = new Repeated(
    () => this.sweep(),
    (error) => {
      this.log.warn({ err: error }, 'sweep failed; the next one tries again');
    },
  );
  private rounds = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(SweeperRepository) private readonly jobs: SweeperRepository,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(AttemptService) private readonly attempts: AttemptService,
    @Inject(AnsweringService) private readonly answering: AnsweringService,
    @Inject(ForgettingWorkerService) private readonly forgetting: ForgettingWorkerService,
    @Inject(RedactionService) private readonly redaction: RedactionService,
    @Inject(ClusteringService) private readonly clustering: ClusteringService,
    @Inject(GapTeller) private readonly gaps: GapTeller,
    @Inject(AutoTrainService) private readonly autoTrain: AutoTrainService,
    @Inject(RemovalService) private readonly removal: RemovalService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.SWEEP_INTERVAL_MS !== 0) this.repeated.start(this.config.SWEEP_INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.repeated.stop();
  }

  async sweep(): Promise<void> {
    if ((await this.outbox.releaseExpired()) > 0) this.signals.emit('outbox');
    await this.endLostAttempts();
    for (const id of await this.questions.findOverdue()) await this.answering.overdue(id);
    await this.forgetting.workAll();
    await this.redaction.finish();
    await this.clustering.drain();
    await this.gaps.tellAll();
    await this.autoTrain.look();
    await this.removal.retireAllOld();
    for (const kind of ['command', 'question', 'model'] as const) {
      const count = await this.jobs.republish(kind, this.config.REPUBLISH_AFTER_MS);
      if (count > 0) this.log.info({ kind, count }, 'published again what was still open');
    }
    if (this.rounds++ % HOUSEKEEPING_EVERY === 0) await this.outbox.deleteOld();
  }

  private async endLostAttempts(): Promise<void> {
    for (const { id, token, late } of await this.models.findLost(this.config.HEARTBEAT_TIMEOUT_MS)) {
      await this.attempts.lost(id, token, late ? 'it took too long' : 'its worker went silent');
    }
  }
}
