import { Inject, Injectable } from '@nestjs/common';
import { type GoldenReport, goldenReportSchema, type RichText } from '@personal-assistant/contracts';
import { MessageService, type Post } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { announceModel } from './announce-model.js';
import { failedNotice, liveNotice } from './ending-texts.js';
import { candidateText, gateButtons, gateQuestionText } from './gate-texts.js';
import { gateKey } from './live-version.service.js';
import { LossCurveRepository } from './loss-curve.repository.js';
import { type ModelRecord, ModelRepository } from './model.repository.js';
import { failedText, liveText, lossCurveText } from './texts.js';
import { progressKey } from './training.service.js';

/**
 * Tells the approvers how a training ended: in its message, which is edited and so notifies nobody, and in one new message, which
 * does. The new one replies to the first.
 */
@Injectable()
export class EndingService {
  constructor(
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(LossCurveRepository) private readonly curves: LossCurveRepository,
    @Inject(MessageService) private readonly messages: MessageService,
  ) {}

  /** Its version went live by itself. @param before the version that was live until now */
  async live(tx: Tx, model: ModelRecord, before: number | undefined): Promise<void> {
    const pictured = await this.curves.exists(model.workspaceId, model.id);
    await this.tell(tx, model, liveText(model), {
      key: endKey(model.id),
      text: liveNotice(model, before, pictured),
      pictureOfId: pictured ? model.id : undefined,
    });
  }

  /** An approver put its version live and was told so: nothing more to say than what it learned. */
  async liveAsWanted(tx: Tx, model: ModelRecord): Promise<void> {
    await this.messages.edit(tx, model.workspaceId, progressKey(model.id), liveText(model));
  }

  /** Its version waits at the gate. The picture comes along without a sound: the question is what has to be seen. */
  async asked(tx: Tx, model: ModelRecord, reason: string, { golden, pictured }: Asked): Promise<void> {
    const { id, workspaceId } = model;
    if (pictured) {
      const picture = { key: `model:${id}:loss`, text: lossCurveText(model), pictureOfId: id, silent: true };
      await this.messages.postToApprovers(tx, workspaceId, picture, progressKey(id));
    }
    await this.tell(tx, model, candidateText(model, reason), {
      key: gateKey(id),
      text: gateQuestionText(model, reason, golden),
      buttons: gateButtons(id),
    });
  }

  /** Reports lost something that was taken back: so do the questions at the gate, and the page. */
  async showAgain(tx: Tx, ids: number[]): Promise<void> {
    for (const id of ids) {
      const model = await this.models.findIn(tx, id);
      if (!model) continue;
      if (model.gate === 'ASKED') {
        const report = goldenReportSchema.safeParse(model.golden).data;
        const text = gateQuestionText(model, model.gateReason ?? '', report);
        await this.messages.retract(tx, model.workspaceId, gateKey(id), text, { buttons: gateButtons(id) });
      }
      announceModel(tx, model);
    }
  }

  async failed(tx: Tx, model: ModelRecord, reason: string): Promise<void> {
    const live = await this.models.findLiveIn(tx, model.workspaceId);
    await this.tell(tx, model, failedText(model, reason), {
      key: endKey(model.id),
      text: failedNotice(model, reason, live?.id),
    });
  }

  private async tell(tx: Tx, { id, workspaceId }: ModelRecord, end: RichText, notice: Post): Promise<void> {
    await this.messages.edit(tx, workspaceId, progressKey(id), end);
    await this.messages.postToApprovers(tx, workspaceId, notice, progressKey(id));
  }
}

interface Asked {
  golden?: GoldenReport;
  /** A loss curve is kept. */
  pictured: boolean;
}

const endKey = (modelId: number): string => `model:${modelId}:end`;
