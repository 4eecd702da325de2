import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  type ClaimedModel,
  type completeModelSchema,
  type failModelSchema,
  modelMetricsSchema,
  type modelProgressSchema,
} from '@personal-assistant/contracts';
import { AppError, CONFIG, type Config } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { OutboxRepository } from '../outbox/outbox.repository.js';
import { WithdrawalRepository } from '../erasing/withdrawal.repository.js';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { CandidateService } from './candidate.service.js';
import { EndingService } from './ending.service.js';
import { GoldenService } from './golden/golden.service.js';
import { announceModel } from './announce-model.js';
import { staleAttempt } from './attempt-material.service.js';
import { type ModelRecord, ModelRepository } from './model.repository.js';
import { assertModelTransition } from './model.state.js';
import { progressText, retryText } from './texts.js';
import { progressKey } from './training.service.js';
import { VersionRepository } from './version.repository.js';

/** Golden questions in the report that goes with a version, which lists show; all of them are kept apart. */
const KEPT_ITEMS = 100;

/** An attempt to build a version, as the train service drives it: every step is fenced by the attempt's token. */
@Injectable()
export class AttemptService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(VersionRepository) private readonly versions: VersionRepository,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(WithdrawalRepository) private readonly withdrawals: WithdrawalRepository,
    @Inject(CandidateService) private readonly candidates: CandidateService,
    @Inject(EndingService) private readonly endings: EndingService,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(GoldenService) private readonly golden: GoldenService,
  ) {}

  /** @throws AppError `NOT_FOUND`; `CONFLICT` when the model is no longer built, or was tried too often */
  async claim(id: number, worker: string): Promise<ClaimedModel> {
    const claimed = await this.database.transaction(async (tx) => {
      const model = await this.lock(tx, id);
      if (model.status !== 'PROCESSING') return undefined;
      if (model.attempts >= this.config.TRAIN_MAX_ATTEMPTS) {
        await this.giveUp(tx, model, `it was interrupted ${model.attempts} times.`);
        return undefined;
      }
      const attemptToken = randomUUID();
      await this.models.claim(tx, id, attemptToken, worker, this.config.TRAIN_DEADLINE_MS);
      await this.showProgress(tx, id);
      const parent = model.parentId === null ? null : await this.models.findIn(tx, model.parentId);
      return {
        modelId: id,
        name: model.name,
        workspaceId: model.workspaceId,
        attemptToken,
        parent: parent?.directory && !parent.retiredAt ? { modelId: parent.id, directory: parent.directory } : null,
        live: await this.liveVersion(tx, model.workspaceId),
        texts: await this.texts.countOfVersion(tx, model.workspaceId, id),
        falseAnswerTarget: this.config.FALSE_ANSWER_TARGET,
      };
    });
    if (!claimed) throw new AppError('CONFLICT', `Model #${id} is not waiting to be built.`);
    const { live } = claimed;
    if (!live) return claimed;
    const { ids: withdrawn } = await this.withdrawals.withdrawnOf(live.modelId);
    return { ...claimed, live: { ...live, withdrawn } };
  }

  /** @throws AppError `STALE_ATTEMPT` */
  async progress(id: number, { attemptToken, ...at }: z.infer<typeof modelProgressSchema>): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await this.models.progress(tx, id, attemptToken, at))) throw staleAttempt(id);
      await this.showProgress(tx, id);
    });
  }

  /**
   * Publishes the built version and has it loaded. Repeating it with the same token is fine.
   *
   * @throws AppError `STALE_ATTEMPT`
   */
  async complete(id: number, { attemptToken, ...built }: z.infer<typeof completeModelSchema>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const model = await this.lock(tx, id);
      if (model.status === 'DONE' && model.attemptToken === attemptToken) return;
      if (model.status !== 'PROCESSING' || model.attemptToken !== attemptToken) throw staleAttempt(id);
      assertModelTransition(model.status, 'DONE');
      // Texts are locked after the workspace, as everywhere; what is withdrawn from here on finds what is stored.
      await this.versions.lockWorkspace(tx, model.workspaceId);
      const report = built.golden && (await this.golden.withoutTaken(tx, model.workspaceId, built.golden));
      const golden = report && { ...report, items: report.items.slice(0, KEPT_ITEMS) };
      if (!(await this.models.complete(tx, id, attemptToken, { ...built, golden }))) throw staleAttempt(id);
      if (report) await this.golden.keepResults(tx, model.workspaceId, id, report);
      const done = await this.lock(tx, id);
      await this.candidates.arrive(tx, done, { ...built, golden });
      await this.texts.settle(tx, id);
      announceModel(tx, done);
    });
  }

  /** @throws AppError `STALE_ATTEMPT` */
  async fail(id: number, { attemptToken, reason, retryable }: z.infer<typeof failModelSchema>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const model = await this.lock(tx, id);
      if (model.status !== 'PROCESSING' || model.attemptToken !== attemptToken) throw staleAttempt(id);
      await this.interrupt(tx, model, reason, retryable);
    });
  }

  /** The watcher found an attempt without a heartbeat or past its deadline; `token` says which one it saw. */
  async lost(id: number, token: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const model = await this.lock(tx, id);
      if (model.status !== 'PROCESSING' || model.attemptToken !== token) return;
      await this.interrupt(tx, model, reason, true);
    });
  }

  private async interrupt(tx: Tx, model: ModelRecord, reason: string, retryable: boolean): Promise<void> {
    if (!retryable || model.attempts >= this.config.TRAIN_MAX_ATTEMPTS) {
      await this.giveUp(tx, model, sentence(reason));
      return;
    }
    await this.models.releaseAttempt(tx, model.id);
    await this.outbox.addJob(tx, 'build-model-queue', String(model.id), model.correlationId);
    await this.messages.edit(tx, model.workspaceId, progressKey(model.id), retryText(model, reason));
    announceModel(tx, model);
  }

  private async giveUp(tx: Tx, model: ModelRecord, reason: string): Promise<void> {
    assertModelTransition(model.status, 'FAILED');
    await this.models.fail(tx, model.id, reason);
    await this.texts.giveBack(tx, model.id);
    await this.outbox.addRemoveLeftovers(tx, model.id);
    await this.endings.failed(tx, model, reason);
    announceModel(tx, model);
  }

  private async liveVersion(tx: Tx, workspaceId: string): Promise<ClaimedModel['live']> {
    const id = (await this.models.findLiveIn(tx, workspaceId))?.id;
    const live = id === undefined ? null : await this.models.findIn(tx, id);
    const metrics = modelMetricsSchema.safeParse(live?.metrics);
    if (!live?.directory || !metrics.success) return null;
    return { modelId: live.id, directory: live.directory, threshold: metrics.data.threshold };
  }

  private async showProgress(tx: Tx, id: number): Promise<void> {
    const model = await this.models.findIn(tx, id);
    if (!model) throw staleAttempt(id);
    await this.messages.edit(tx, model.workspaceId, progressKey(id), progressText(model), { pace: 'slow' });
    announceModel(tx, model);
  }

  private async lock(tx: Tx, id: number): Promise<ModelRecord> {
    const model = await this.models.lock(tx, id);
    if (!model) throw new AppError('NOT_FOUND', `There is no model #${id}.`);
    return model;
  }
}

/** Ends a reason like a sentence. */
function sentence(reason: string): string {
  return /[.!?…]$/u.test(reason) ? reason : `${reason}.`;
}
