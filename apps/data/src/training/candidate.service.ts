import { Inject, Injectable } from '@nestjs/common';
import type { GoldenReport } from '@personal-assistant/contracts';
import { AppError, CONFIG, type Config } from '@personal-assistant/service-kit';
import type { User } from '../chats/chat.repository.js';
import { MessageService } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { EndingService } from './ending.service.js';
import { judge } from './gate.js';
import { LiveVersionService } from './live-version.service.js';
import { LossCurveRepository } from './loss-curve.repository.js';
import { type ModelRecord, ModelRepository } from './model.repository.js';
import { builtText, versionName } from './texts.js';
import { progressKey } from './training.service.js';
import { VersionRepository } from './version.repository.js';

/** What a training brings along, beside its version. */
interface Built {
  golden?: GoldenReport;
  /** A PNG, in base64. */
  lossCurve?: string;
}

/** Versions that are built and not live yet: through the gate by themselves, or as an approver says. */
@Injectable()
export class CandidateService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(VersionRepository) private readonly versions: VersionRepository,
    @Inject(LiveVersionService) private readonly live: LiveVersionService,
    @Inject(LossCurveRepository) private readonly curves: LossCurveRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(EndingService) private readonly endings: EndingService,
  ) {}

  /** A training is done: its version is loaded to go live, or the approvers are asked. */
  async arrive(tx: Tx, model: ModelRecord, { golden, lossCurve }: Built): Promise<void> {
    const { id, workspaceId } = model;
    if (lossCurve !== undefined) await this.curves.store(tx, id, Buffer.from(lossCurve, 'base64'));
    await this.versions.lockWorkspace(tx, workspaceId);
    const liveNow = (await this.versions.wish(tx, workspaceId)).modelId;
    const comparedWith = golden ? (golden.liveModelId ?? null) : model.parentId;
    const { passes, reason } = judge(this.config.MODEL_GATE, golden, comparedWith, liveNow);
    await this.versions.setGate(tx, id, passes ? 'PASSED' : 'ASKED', reason);
    if (passes) {
      await this.live.want(tx, model, null);
      await this.messages.edit(tx, workspaceId, progressKey(id), builtText(model, reason));
      return;
    }
    await this.endings.asked(tx, model, reason, { golden, pictured: lossCurve !== undefined });
  }

  /**
   * An approver's answer, once. Whether somebody may is for the caller to check.
   *
   * @throws AppError `NOT_FOUND`; `ALREADY_DECIDED` with who decided
   */
  async decide(tx: Tx, workspaceId: string, id: number, user: User, putLive: boolean): Promise<void> {
    await this.versions.lockWorkspace(tx, workspaceId);
    const model = await this.models.findIn(tx, id);
    if (model?.workspaceId !== workspaceId) throw new AppError('NOT_FOUND', `There is no version #${id}.`);
    if (model.gate !== 'ASKED') throw new AppError('ALREADY_DECIDED', decidedSentence(model));
    if (putLive) await this.live.use(tx, workspaceId, id, user);
    else await this.live.closeGate(tx, model, 'DECLINED', user);
  }
}

function decidedSentence(model: ModelRecord): string {
  const who = model.gateDecidedBy?.displayName;
  const how = model.gate === 'DECLINED' ? 'kept it back' : 'put it live';
  return who === undefined
    ? `${versionName(model)} needs no decision any more; /use ${model.id} goes to it.`
    : `${who} decided about ${versionName(model)} already and ${how}; /use ${model.id} goes to it.`;
}
