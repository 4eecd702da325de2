import { Inject, Injectable } from '@nestjs/common';
import type { ClaimedQuestion, SubmitAnswer } from '@personal-assistant/contracts';
import type { GeneratedAnswer } from '../generation/generator.js';
import { WordingService } from '../generation/wording.service.js';
import type { Candidate } from '../reading/reader.js';
import { answersTotal, stageDuration } from '../versions/version.metrics.js';
import { VersionsService } from '../versions/versions.service.js';

export const NOT_TAUGHT = 'I was not taught anything that answers this.';
export const NO_VERSION = 'I have not been trained yet. An approver starts a training with /start_train.';

/** Decides what is said to a question: the best candidate, or that it was never taught. */
@Injectable()
export class AnsweringService {
  constructor(
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(WordingService) private readonly wording: WordingService,
  ) {}

  /** @throws AppError when the claimed version cannot be loaded. */
  async answer({ questionId, text, version }: ClaimedQuestion): Promise<SubmitAnswer> {
    const begun = performance.now();
    if (!version) return abstention(NO_VERSION, null, 0, begun);
    const { candidates, passages, threshold, times } = await this.versions.find(version, text);
    for (const [stage, ms] of Object.entries(times)) stageDuration.observe({ stage }, ms / 1000);
    const [best] = candidates;
    const worded = await this.wording.word(questionId, text, passages);
    if (worded === 'not-taught') return abstention(NOT_TAUGHT, version.modelId, 0, begun);
    if (worded) {
      answersTotal.inc({ outcome: 'answered' });
      const confidence = confidenceIn(worded, candidates, threshold);
      return { modelId: version.modelId, abstained: false, ...worded, confidence, ms: elapsed(begun) };
    }
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

/** How sure the reader is of the texts that a language model cited; at least the threshold, as its answer was checked. */
function confidenceIn({ sources }: GeneratedAnswer, candidates: readonly Candidate[], threshold: number): number {
  const cited = candidates.filter(({ trainDataId }) => sources.some((source) => source.trainDataId === trainDataId));
  return Math.max(threshold, ...cited.map(({ confidence }) => confidence));
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
