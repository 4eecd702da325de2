import {
  bulkResultSchema,
  goldenQuestionSchema,
  liveModelsSchema,
  MAX_BULK_TEXTS,
  type Model,
  modelSchema,
  type Question,
  questionSchema,
  type ScoredQuestion,
  scoredQuestionsSchema,
  withdrawalSchema,
} from '@personal-assistant/contracts';
import { RemoteError, ServiceClient } from '@personal-assistant/service-kit';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

/** Texts of one bulk call: some seconds' work, and well below the limit on a body. */
const TEACH_AT_ONCE = Math.min(500, MAX_BULK_TEXTS);
const TEACH_LIMIT_MS = 300_000;
/** Going to a version takes less than a second. */
const SWITCH_POLL_MS = 20;
const POLL_MS = 250;
const ANSWER_WAIT_S = 60;
const SCORE_AT_ONCE = 64;
const SCORE_LIMIT_MS = 300_000;

/** The product could not do what an evaluation needs; the message says what. */
export class ProductError extends Error {
  override readonly name = 'ProductError';
}

export interface Taught {
  /** The context of each train data id. */
  readonly contextOf: ReadonlyMap<number, string>;
  /** Contexts that the product would not learn, with its reason. */
  readonly refused: readonly { context: string; code: string; message: string }[];
}

export interface Pair {
  readonly question: string;
  readonly answer: string;
}

export interface Asked {
  readonly question: Question;
  /** From the request to the stored answer, milliseconds. */
  readonly ms: number;
}

/** The running product, as an evaluation uses it: by its REST API, and by the score route for what it keeps to itself. */
export class Product {
  private readonly api: ServiceClient;
  private readonly data: ServiceClient;
  private readonly prediction: ServiceClient;

  constructor(options: { baseUrl: string; predictionUrl: string; apiToken: string; serviceToken: string }) {
    this.api = new ServiceClient({ baseUrl: options.baseUrl, token: options.apiToken });
    this.data = new ServiceClient({ baseUrl: options.baseUrl, token: options.serviceToken });
    this.prediction = new ServiceClient({ baseUrl: options.predictionUrl, token: options.serviceToken });
  }

  async teach(contexts: readonly string[], done: (count: number) => void): Promise<Taught> {
    const contextOf = new Map<number, string>();
    const refused: { context: string; code: string; message: string }[] = [];
    for (let at = 0; at < contexts.length; at += TEACH_AT_ONCE) {
      const texts = contexts.slice(at, at + TEACH_AT_ONCE);
      const result = await this.api.post('/api/train-data/bulk', { texts }, bulkResultSchema, TEACH_LIMIT_MS);
      const reasons = new Map(result.refused.map((refusal) => [refusal.index, refusal]));
      const stored = texts.filter((_, i) => !reasons.has(i));
      if (stored.length !== result.ids.length) {
        throw new ProductError(`${result.ids.length} texts were stored of ${stored.length} that were not refused.`);
      }
      // The ids come in the order of the request.
      stored.forEach((context, i) => contextOf.set(result.ids[i] ?? NaN, context));
      for (const { index, code, message } of result.refused) {
        refused.push({ context: texts[index] ?? '', code, message });
      }
      done(at + texts.length);
    }
    return { contextOf, refused };
  }

  /** @returns the ids of the texts; a pair that says the same as another one is left out */
  async teachPairs(pairs: readonly Pair[]): Promise<number[]> {
    const { ids } = await this.api.post('/api/train-data/bulk', { texts: pairs }, bulkResultSchema, TEACH_LIMIT_MS);
    return ids;
  }

  /** Takes texts back. */
  async withdraw(trainDataIds: readonly number[]): Promise<void> {
    for (const id of trainDataIds) await this.api.delete(`/api/train-data/${id}`, withdrawalSchema);
  }

  /** @param answer `null`: right is to say that it was not taught */
  async addGolden(question: string, answer: string | null): Promise<void> {
    await this.api.post('/api/golden', { question, answer }, goldenQuestionSchema);
  }

  /** Trains a version and waits until it is live; `said` hears how it stands whenever it was looked at. */
  train(said: (state: string, model: Model) => void): Promise<Model> {
    return this.build(said, ({ live }) => live);
  }

  /** Trains a version and waits until it is live, or waits for approvers. */
  async trainToGate(said: (state: string) => void): Promise<Model> {
    return this.build(said, ({ live, gate }) => live || gate?.state === 'ASKED');
  }

  /** Goes to a version, and waits until it is live. */
  async use(modelId: number): Promise<void> {
    await this.api.post(`/api/models/${modelId}/live`, {}, z.unknown());
    while (!(await this.api.get(`/api/models/${modelId}`, modelSchema)).live) await wait(SWITCH_POLL_MS);
  }

  private async build(said: (state: string, model: Model) => void, done: (model: Model) => boolean): Promise<Model> {
    let model = await this.api.post('/api/models', { name: 'evaluation' }, modelSchema);
    while (!done(model)) {
      if (model.status === 'FAILED') throw new ProductError(`The training failed: ${model.error ?? 'no reason given'}`);
      const { stage, fraction, detail } = model.progress;
      said([`Training: ${Math.round(100 * fraction)} %`, stage, detail].filter(Boolean).join(', '), model);
      await wait(POLL_MS);
      model = await this.api.get(`/api/models/${model.id}`, modelSchema);
    }
    return model;
  }

  /** Where the live version lies, relative to the models' folder. */
  async liveDirectory(modelId: number): Promise<string> {
    const { items } = await this.data.get('/internal/models/live', liveModelsSchema);
    const live = items.find((item) => item.modelId === modelId);
    if (!live) throw new ProductError(`Version ${modelId} is not among the live ones.`);
    return live.directory;
  }

  /** Asks over the REST API, as a program would, and waits for the answer. */
  async ask(text: string): Promise<Asked> {
    const begun = performance.now();
    const path = `/api/questions?wait=${ANSWER_WAIT_S}`;
    const question = await this.api.post(path, { text }, questionSchema, (ANSWER_WAIT_S + 10) * 1000);
    return { question, ms: performance.now() - begun };
  }

  /** How a question stands that had no answer in time. */
  async question(id: string): Promise<Question> {
    return this.api.get(`/api/questions/${id}`, questionSchema);
  }

  /** What the version found for each question, also where it stays silent; by the code that answers. */
  async score(
    directory: string,
    questions: readonly string[],
    done: (count: number) => void,
  ): Promise<ScoredQuestion[]> {
    const results: ScoredQuestion[] = [];
    for (let at = 0; at < questions.length; at += SCORE_AT_ONCE) {
      const body = { directory, questions: questions.slice(at, at + SCORE_AT_ONCE) };
      const call = this.prediction.post('/internal/versions/score', body, scoredQuestionsSchema, SCORE_LIMIT_MS);
      results.push(...(await call).results);
      done(results.length);
    }
    return results;
  }
}

/** What to say about a call that failed. */
export function reasonOf(error: unknown): string {
  if (error instanceof RemoteError) return `${error.message} (${error.status} ${error.code})`;
  return error instanceof Error ? error.message : String(error);
}
