import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, correlationId } from '@personal-assistant/service-kit';
import { AuditRepository } from '../chats/audit.repository.js';
import type { User } from '../chats/chat.repository.js';
import { MessageService } from '../chats/message.service.js';
import { plural } from '../chats/time.js';
import type { Tx } from '../database/tx.js';
import { OutboxRepository } from '../outbox/outbox.repository.js';
import { WithdrawalRepository } from '../erasing/withdrawal.repository.js';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { announceModel } from './announce-model.js';
import { type ModelRecord, ModelRepository } from './model.repository.js';
import { assertModelTransition } from './model.state.js';
import { cancelledText, progressText, versionName } from './texts.js';
import { VersionRepository } from './version.repository.js';

/**
 * Starts and cancels trainings: one at a time in a workspace, with everything that is approved at that moment. Also without anything new, when
 * the live version holds texts that were withdrawn since.
 */
@Injectable()
export class TrainingService {
  constructor(
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(VersionRepository) private readonly versions: VersionRepository,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(WithdrawalRepository) private readonly withdrawals: WithdrawalRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
  ) {}

  /** @param startedBy `null`: it starts by itself @throws AppError `TRAINING_RUNNING`, `NOTHING_PENDING` */
  async start(tx: Tx, workspaceId: string, startedBy: User | null, name?: string): Promise<ModelRecord> {
    // What it builds on must not be retired meanwhile.
    await this.versions.lockWorkspace(tx, workspaceId);
    // Looked at first so that a refusal uses up no number; the insert and the snapshot below decide.
    if (await this.models.findRunning(workspaceId)) throw await this.runningError(workspaceId);
    // A version that was kept back, or went back from, has learned texts that the one in use does not know: they are new, too.
    const wanted = (await this.versions.wish(tx, workspaceId)).modelId ?? 0;
    const keptBack = await this.texts.countLearnedAfter(tx, workspaceId, wanted);
    const rebuild = keptBack > 0 || (await this.withdrawals.liveHoldsWithdrawn(tx, workspaceId));
    if (!rebuild && !(await this.texts.hasPending(tx, workspaceId))) throw nothingPending();
    const correlation = correlationId() ?? randomUUID();
    const startedById = startedBy?.id ?? null;
    const given = name?.trim() ?? '';
    const id = await this.models.start(tx, {
      workspaceId,
      name: given,
      startedById,
      correlationId: correlation,
    });
    if (id === undefined) throw await this.runningError(workspaceId);
    const newTexts = keptBack + (await this.texts.snapshot(tx, workspaceId, id));
    if (newTexts === 0 && !rebuild) throw nothingPending();
    if ((await this.texts.countOfVersion(tx, workspaceId, id)) === 0) throw nothingLeft();
    await this.models.setSnapshot(tx, id, newTexts, given || `version ${id}`);
    await this.outbox.addJob(tx, 'build-model-queue', String(id), correlation);
    const model = await this.models.findIn(tx, id);
    if (!model) throw new Error(`model ${id} vanished`);
    await this.messages.postToApprovers(tx, workspaceId, { key: progressKey(id), text: progressText(model) });
    await this.audit.write(tx, { workspaceId, actorId: startedById, action: 'START_TRAIN', subject: `model:${id}` });
    announceModel(tx, model);
    return model;
  }

  /**
   * Ends a training: its attempt is told at its next sign, what was to be learned waits again. Whether somebody may is for
   * the caller to check.
   *
   * @param id the training that is meant; absent: the one that runs
   * @throws AppError `NOT_FOUND`; `CONFLICT` when it is over already
   */
  async cancel(tx: Tx, workspaceId: string, user: User, id?: number): Promise<ModelRecord> {
    const wanted = id ?? (await this.models.findRunning(workspaceId))?.id;
    if (wanted === undefined) throw new AppError('CONFLICT', 'No training is running, so there is nothing to cancel.');
    // The attempt may publish in this very moment: whoever locks first decides.
    const model = await this.models.lock(tx, wanted);
    if (model?.workspaceId !== workspaceId) throw new AppError('NOT_FOUND', `There is no model #${wanted}.`);
    if (model.status !== 'PROCESSING') {
      throw new AppError(
        'CONFLICT',
        `Training ${versionName(model)} is over already; /models shows what became of it.`,
      );
    }
    assertModelTransition(model.status, 'CANCELLED');
    await this.models.cancel(tx, wanted, `Cancelled by ${user.displayName}.`);
    await this.texts.giveBack(tx, wanted);
    await this.outbox.addRemoveLeftovers(tx, wanted);
    await this.messages.edit(tx, workspaceId, progressKey(wanted), cancelledText(model, user.displayName));
    await this.audit.write(tx, { workspaceId, actorId: user.id, action: 'CANCEL_TRAIN', subject: `model:${wanted}` });
    announceModel(tx, model);
    return (await this.models.findIn(tx, wanted)) ?? model;
  }

  private async runningError(workspaceId: string): Promise<AppError> {
    const running = await this.models.findRunning(workspaceId);
    const which = running
      ? `Training ${versionName(running)} is running already with ${plural(running.newTexts, 'text')}`
      : 'A training is running already';
    return new AppError('TRAINING_RUNNING', `${which}; I will say when it is done.`);
  }
}

function nothingPending(): AppError {
  return new AppError(
    'NOTHING_PENDING',
    'There is nothing new to learn: approve some texts first, then send /start_train again.',
  );
}

function nothingLeft(): AppError {
  return new AppError(
    'NOTHING_PENDING',
    'Everything that I was taught is withdrawn, so there is nothing to build a version from; the withdrawn texts are passed over.',
  );
}

export function progressKey(modelId: number): string {
  return `model:${modelId}:progress`;
}
