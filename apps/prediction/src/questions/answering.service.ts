import { Inject, Injectable } from '@nestjs/common';
import type { ClaimedQuestion, SubmitAnswer } from '@personal-assistant/contracts';
import { answersTotal, stageDuration } from '../versions/version.metrics.js';
import { VersionsService } from '../versions/versions.service.js';

export const NOT_TAUGHT = 'I was not taught anything that answers this.';
export const NO_VERSION = 'I have not been trained yet. An approver starts a training with /start_train.';

/** Decides what is said to a question: the best candidate, or that it was never taught. */
@Injectable()
export class AnsweringService {
  constructor(@Inject(VersionsService) private readonly versions: VersionsService) {}

  /** @throws AppError when the claimed version cannot be loaded. */
  async answer({ text, version }: ClaimedQuestion): Promise<SubmitAnswer> {
    const begun = performance.now();
    if (!version) return abstention(NO_VERSION, null, 0, begun);
    const { candidates, threshold, times } = await this.versions.find(version, text);
    for (const [stage, ms] of Object.entries(times)) stageDuration.observe({ stage }, ms / 1000);
    const [best] = candidates;
    if (!best || best.confidence < threshold) {
      return abstention(NOT_TAUGHT, version.modelId, best?.confidence ?? 0, begun);
    }
    answersTotal.inc({ outcome: 'answered' });
    return {
      modelId: version.modelId,
      abstained: false,
      text: best.answer,
      confidence: best.confidence,
      sources: [{ trainDataId: best.trainDataId, quote: best.quote, start: best.start }],
      ms: elapsed(begun),
    };
  }
}

function abstention(text: string, modelId: number | null, confidence: number, begun: number): SubmitAnswer {
  answersTotal.inc({ outcome: 'abstained' });
  return { modelId, abstained: true, text, confidence, sources: [], ms: elapsed(begun) };
}

function elapsed(begun: number): number {
  const ms = performance.now() - begun;
  stageDuration.observe({ stage: 'total' }, ms / 1000);
  return Math.round(ms);
}
