import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  AppError,
  type AutoTrain,
  CONFIG,
  type Config,
  cronTimeAfter,
  logger,
  parseAutoTrain,
} from '@personal-assistant/service-kit';
import { Database } from '../../database/database.js';
import type { Tx } from '../../database/tx.js';
import { TrainDataRepository } from '../../teaching/train-data.repository.js';
import { ModelRepository } from '../model.repository.js';
import { TrainingService } from '../training.service.js';
import { AutoTrainRepository, type Clock } from './auto-train.repository.js';

/**
 * Starts trainings by itself, as `AUTO_TRAIN` says: as `/start_train` does, and only when an approved text waits and no
 * training runs. May run on several replicas at once.
 */
@Injectable()
export class AutoTrainService implements OnApplicationBootstrap {
  private readonly log = logger('auto-train');
  private readonly plan: AutoTrain;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(AutoTrainRepository) private readonly workspaces: AutoTrainRepository,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(TrainingService) private readonly training: TrainingService,
  ) {
    this.plan = parseAutoTrain(config.AUTO_TRAIN) ?? { when: 'off' };
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.plan.when !== 'cron') await this.workspaces.forgetClocks();
  }

  /** Starts what is due. */
  async look(): Promise<void> {
    switch (this.plan.when) {
      case 'off':
        return;
      case 'after': {
        const { texts } = this.plan;
        for (const id of await this.workspaces.findWaiting(texts))
          await this.alone(id, (tx) => this.after(tx, id, texts));
        return;
      }
      case 'cron': {
        const { expression } = this.plan;
        for (const clock of await this.workspaces.clocks()) {
          const { workspaceId } = clock;
          if (this.isDue(clock, expression))
            await this.alone(workspaceId, (tx) => this.byClock(tx, workspaceId, expression));
        }
      }
    }
  }

  /** Texts that were in a training which came to nothing do not count: the same set is not tried over and over. */
  private async after(tx: Tx, workspaceId: string, texts: number): Promise<void> {
    if ((await this.workspaces.countNew(tx, workspaceId)) >= texts) await this.start(tx, workspaceId);
  }

  /** A time that has passed counts once, however long ago it was, also when there was nothing to do. */
  private async byClock(tx: Tx, workspaceId: string, expression: string): Promise<void> {
    const clock = await this.workspaces.clockOf(tx, workspaceId);
    if (!clock || !this.isDue(clock, expression)) return;
    if (clock.lookedAt !== null && (await this.texts.hasPending(tx, workspaceId))) await this.start(tx, workspaceId);
    await this.workspaces.setLooked(tx, workspaceId);
  }

  private isDue({ lookedAt, now }: Clock, expression: string): boolean {
    if (lookedAt === null) return true;
    const next = cronTimeAfter(expression, this.config.TZ, lookedAt);
    return next !== null && next <= now;
  }

  private async start(tx: Tx, workspaceId: string): Promise<void> {
    if ((await this.models.findRunning(workspaceId)) === null) await this.training.start(tx, workspaceId, null);
  }

  /** Somebody may start one at the same moment, or withdraw the last text: nothing to say about either. */
  private async alone(workspaceId: string, work: (tx: Tx) => Promise<void>): Promise<void> {
    try {
      await this.database.transaction(async (tx) => {
        if (await this.workspaces.tryLock(tx, workspaceId)) await work(tx);
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.log.info({ workspaceId, code: error.code }, 'no training was started');
    }
  }
}
