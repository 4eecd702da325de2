import { Inject, Injectable } from '@nestjs/common';
import type { ClaimedQuestion, SubmitAnswer } from '@personal-assistant/contracts';
import type { GeneratedAnswer } from '../generation/generator.js';
import { WordingService } from '../generation/wording.service.js';
import type { Candidate } from '../reading/reader.js';
import { answersTotal, stageDuration } from '../versions/version.metrics.js';
import { Tombstones } from '../versions/tombstones.js';
import { VersionsService } from '../versions/versions.service.js';
import { decide } from './decision/decide.js';
import { compact } from './question-embedding.js';
import { understand } from './follow-up/follow-up.js';

export const NOT_TAUGHT = 'I was not taught anything that answers this.';
export const NO_VERSION = 'I have not been trained yet. An approver starts a training with /start_train.';

/** Says what was taught about a question, or that it was never taught. */
@Injectable()
export class AnsweringService {
  constructor(
    @Inject(VersionsService) private readonly versions: VersionsService,
    @Inject(WordingService) private readonly wording: WordingService,
    @Inject(Tombstones) private readonly tombstones: Pick<Tombstones, 'of'>,
  ) {}

  /** @throws AppError when the claimed version cannot be loaded. */
  async answer({ questionId, text, previous, version, withdrawals }: ClaimedQuestion): Promise<SubmitAnswer> {
    const begun = performance.now();
    if (!version) return abstention(NO_VERSION, null, 0, begun);
    const question = understand(text, previous);
    const withdrawn = await this.tombstones.of({ version, withdrawals });
    const understoodAs = question === text ? {} : { understoodAs: question };
    const { candidates, passages, threshold, times, vector, embedder, languageModel } = await this.versions.find(
      version,
      question,
      withdrawn,
    );
    for (const [stage, ms] of Object.entries(times)) stageDuration.observe({ stage }, ms / 1000);
    const worded = await this.wording.word(questionId, question, passages, languageModel);
    const unanswered = { ...understoodAs, embedding: compact(vector, embedder) };
    if (worded === 'not-taught') return { ...abstention(NOT_TAUGHT, version.modelId, 0, begun), ...unanswered };
    const { said, confidence } = worded
      ? { said: worded, confidence: confidenceIn(worded, candidates, threshold) }
      : decide(question, candidates, threshold);
    if (!said) return { ...abstention(NOT_TAUGHT, version.modelId, confidence, begun), ...unanswered };
    answersTotal.inc({ outcome: 'answered' });
    return {
      modelId: version.modelId,
      abstained: false,
      ...said,
      sources: [...said.sources],
      ...understoodAs,
      confidence,
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
