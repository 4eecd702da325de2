import type { ScoredQuestion, ScoreQuestions } from '@personal-assistant/contracts';
import type { Generator } from '../generation/generator.js';
import type { OwnModel, VersionModel } from '../generation/own-models/own-model.js';
import type { OwnModels } from '../generation/own-models/own-models.js';
import type { Finding } from './version.js';

/** Words the answers of a version that is being tested, by the very model that was asked for or not at all. */
export class Trial {
  private own: OwnModel | undefined;
  /** Questions that it was there for: with an answer, a refusal, or nothing found that it could have read. */
  worded = 0;

  constructor(
    private readonly generator: Generator,
    private readonly ownModels: OwnModels,
    private readonly directory: string,
    private readonly by: NonNullable<ScoreQuestions['wordedBy']>,
  ) {}

  async open(): Promise<void> {
    if (this.by.model) this.own = await this.ownModels.openForTrial(this.by.model, this.directory);
  }

  close(): void {
    this.own?.close();
  }

  /** @returns `undefined` when the reader is to answer: the model was not there, or there was nothing to read. */
  async word(question: string, { passages, retrieved }: Finding): Promise<ScoredQuestion | undefined> {
    const name = this.own?.name();
    if (this.by.model && name === undefined) return undefined;
    if (passages.length === 0) {
      this.worded++;
      return undefined;
    }
    const model = this.by.model && only(name);
    const answer = await this.generator.generate(question, passages, () => undefined, model);
    if (answer === undefined) return undefined;
    this.worded++;
    const found = { retrieved: [...retrieved] };
    if (answer === 'not-taught') return { ...found, confidence: 0, answer: '', quote: '', trainDataId: null };
    const quote = answer.sources.map((source) => source.quote).join(' ');
    const text = answer.text.replace(/\s*(?:\[\d+\])+/gu, '');
    const citedIds = [...new Set(answer.sources.map(({ trainDataId }) => trainDataId))];
    return { ...found, confidence: 1, answer: text, quote, trainDataId: citedIds[0] ?? null, citedIds };
  }
}

/** No other model may answer in its place. */
function only(name: string | undefined): VersionModel {
  return { name: () => name, refused: (status) => Promise.reject(new Error(`refused with ${status}`)) };
}
