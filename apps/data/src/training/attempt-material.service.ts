import { Inject, Injectable } from '@nestjs/common';
import type {
  goldenQuestionsSchema,
  modelPairsSchema,
  modelTextsQuerySchema,
  modelTextsSchema,
} from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import type { z } from 'zod';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { GoldenService } from './golden/golden.service.js';
import { type ModelRecord, ModelRepository } from './model.repository.js';

/** What an attempt to build a version reads, for as long as it is the current one. */
@Injectable()
export class AttemptMaterialService {
  constructor(
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(GoldenService) private readonly golden: GoldenService,
  ) {}

  /** @throws AppError `STALE_ATTEMPT` */
  async page(id: number, query: z.infer<typeof modelTextsQuerySchema>): Promise<z.infer<typeof modelTextsSchema>> {
    const model = await this.running(id, query.attemptToken);
    const items = await this.texts.pageOfVersion(model.workspaceId, id, query.after, query.limit);
    return pageById(items, query.limit);
  }

  /** The questions that the version is held against. @throws AppError `STALE_ATTEMPT` */
  async goldenPage(
    id: number,
    query: z.infer<typeof modelTextsQuerySchema>,
  ): Promise<z.infer<typeof goldenQuestionsSchema>> {
    const model = await this.running(id, query.attemptToken);
    const all = await this.golden.gate(model.workspaceId, await this.liveId(model));
    const items = all.filter((item) => item.id > query.after).slice(0, query.limit);
    return pageById(items, query.limit);
  }

  /**
   * For whoever watches over an attempt that has nothing to report: returns while it is the current one, and once it has
   * published.
   *
   * @throws AppError `STALE_ATTEMPT`
   */
  async check(id: number, attemptToken: string): Promise<void> {
    const model = await this.models.findById(id);
    const goesOn = model?.status === 'PROCESSING' || model?.status === 'DONE';
    if (!goesOn || model.attemptToken !== attemptToken) throw staleAttempt(id);
  }

  /** @throws AppError `STALE_ATTEMPT` */
  async pairs(id: number, attemptToken: string): Promise<z.infer<typeof modelPairsSchema>> {
    const model = await this.running(id, attemptToken);
    return { items: await this.golden.pairsToLearn(model.workspaceId, await this.liveId(model)) };
  }

  private async liveId({ workspaceId }: ModelRecord): Promise<number | null> {
    return (await this.models.findLive(workspaceId))?.id ?? null;
  }

  /** @throws AppError `STALE_ATTEMPT` when this attempt is not the current one. */
  private async running(id: number, attemptToken: string): Promise<ModelRecord> {
    const model = await this.models.findById(id);
    if (model?.status !== 'PROCESSING' || model.attemptToken !== attemptToken) throw staleAttempt(id);
    return model;
  }
}

/** A page of what is ordered by id, with where the next one begins. */
function pageById<T extends { id: number }>(items: T[], limit: number): { items: T[]; next: number | null } {
  return { items, next: items.length === limit ? (items.at(-1)?.id ?? null) : null };
}

export function staleAttempt(id: number): AppError {
  return new AppError(
    'STALE_ATTEMPT',
    `This attempt to build model #${id} is over; a newer one runs, or the model is finished.`,
  );
}
