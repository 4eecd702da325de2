import { Inject, Injectable } from '@nestjs/common';
import type { RichText } from '@personal-assistant/contracts';
import { bold, rich } from '../chats/rich.js';
import { ago, plural } from '../chats/time.js';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { type ModelRecord, ModelRepository } from './model.repository.js';
import { versionName } from './texts.js';

/** How the assistant is doing, in one message. */
@Injectable()
export class StatusService {
  constructor(
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
  ) {}

  async overview(workspaceId: string) {
    const [live, running, counts] = await Promise.all([
      this.models.findLive(workspaceId),
      this.models.findRunning(workspaceId),
      this.texts.countByStatus(workspaceId),
    ]);
    // What a version that is not live has learned: nobody may believe that it is answered from.
    const notLive = await this.texts.countUnknownTo(workspaceId, live?.id ?? 0);
    return { live, running, counts, notLive };
  }

  async words(workspaceId: string): Promise<RichText> {
    const { live, running, counts, notLive } = await this.overview(workspaceId);
    const lines = [
      `\nWaiting for an approver: ${plural(counts.SUBMITTED, 'text')}`,
      `\nApproved, not learned yet: ${plural(counts.PENDING, 'text')}`,
      `\nLearned: ${plural(counts.DONE, 'text')}`,
      notLive > 0 ? `, ${notLive} of them only by versions that are not live` : '',
    ];
    return rich(
      bold(live ? `Version ${versionName(live)} answers` : 'Nothing was trained yet'),
      since(live),
      training(running),
      ...lines,
    );
  }
}

function since(live: ModelRecord | null): string {
  return live?.liveAt ? ` (live since ${ago(live.liveAt)}).` : '.';
}

function training(running: ModelRecord | null): string {
  return running ? `\nTraining ${versionName(running)}: ${Math.floor(running.fraction * 100)} %` : '';
}
