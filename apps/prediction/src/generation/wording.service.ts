import { Inject, Injectable } from '@nestjs/common';
import type { ServiceClient } from '@personal-assistant/service-kit';
import type { RetrievedPassage } from '../retrieval/passage.js';
import { DATA_SERVICE } from '../versions/live-versions.js';
import { Draft } from './draft.js';
import type { VersionModel } from './own-models/own-model.js';
import { type GeneratedAnswer, type Generator, GENERATOR } from './generator.js';

/** Has a configured language model word the answer, and lets people read along while it writes. */
@Injectable()
export class WordingService {
  constructor(
    @Inject(GENERATOR) private readonly generator: Generator,
    @Inject(DATA_SERVICE) private readonly dataService: Pick<ServiceClient, 'post'>,
  ) {}

  /**
   * @param question as retrieval understood it, with what a follow-up leaves out.
   * @param model the one that goes with the version that answers.
   * @returns see {@link Generator.generate}: `undefined` leaves the answer to the reader.
   */
  async word(
    questionId: string,
    question: string,
    passages: readonly RetrievedPassage[],
    model?: VersionModel,
  ): Promise<GeneratedAnswer | 'not-taught' | undefined> {
    if (passages.length === 0) return undefined;
    const draft = new Draft(this.dataService, questionId, [...new Set(passages.map(({ trainDataId }) => trainDataId))]);
    try {
      return await this.generator.generate(
        question,
        passages,
        (text) => {
          draft.update(text);
        },
        model,
      );
    } finally {
      draft.end();
    }
  }
}
