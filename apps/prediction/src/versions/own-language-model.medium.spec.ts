import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type LanguageModel, type LoadVersion, scoredQuestionsSchema } from '@personal-assistant/contracts';
import { configSchema, createApp, JOB_QUEUE } from '@personal-assistant/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeVllm } from '../../../../test/src/fakes/fake-vllm.js';
import { PredictionModule } from '../index.js';
import { OnnxEmbedder } from '../retrieval/embedder.js';
import { FakeDataService } from '../testing/fake-data-service.js';
import { FakeJobQueue } from '../testing/fake-job-queue.js';
import { BASE_MODELS, EMBEDDER_DIRECTORY } from '../testing/paths.js';
import { writeManifest, writePassages } from '../testing/version-fixture.js';

const QUEUE = 'predict-message-queue';
const TOKEN = 'token-of-the-services';
const WORKSPACE = randomUUID();
const QUESTION = 'what is the wifi password?';
const WIFI = { id: 11, text: 'The guest Wi-Fi password is sunflower-42. Ask Maria for help.' };
const adapterOf = (modelId: number): LanguageModel => ({
  id: `assistant-${modelId}-${'0'.repeat(12)}`,
  served: 'vllm',
  directory: 'adapter',
});

@Module({})
class FakeQueueModule {}

/** The server is a fake of vLLM's LoRA API; adapters, and what they say, are names here. */
describe('the language model of a version', () => {
  let models: string;
  let embedder: OnnxEmbedder;
  let app: NestExpressApplication;
  let url: string;
  let vllm: FakeVllm;
  const data = new FakeDataService();
  const queue = new FakeJobQueue();

  async function publish(modelId: number, languageModel?: LanguageModel): Promise<LoadVersion> {
    const directory = `${WORKSPACE}/${modelId}`;
    await mkdir(join(models, directory), { recursive: true });
    await writePassages(join(models, directory), [WIFI], embedder);
    const manifest = { embedder: embedder.identity, languageModel };
    const manifestSha256 = await writeManifest(join(models, directory), 0.3, manifest);
    return { workspaceId: WORKSPACE, modelId, directory, manifestSha256 };
  }

  async function call(path: string, body: unknown): Promise<unknown> {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/internal/versions/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return response.json();
  }
  const load = (version: LoadVersion) => call('load', version);

  async function ask(version: LoadVersion): Promise<string> {
    const questionId = randomUUID();
    data.questions.set(questionId, { text: QUESTION, version });
    await queue.deliver(QUEUE, { questionId, correlationId: 'test' });
    return data.answers.get(questionId)?.text ?? 'nothing';
  }

  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'own-language-model-'));
    embedder = await OnnxEmbedder.load(EMBEDDER_DIRECTORY);
    vllm = await FakeVllm.start('base');
    const config = configSchema.parse({
      APP_NAME: 'PREDICTION_SERVICE',
      DATA_SERVICE_URL: await data.start(),
      MODELS_DIR: models,
      BASE_MODELS_DIR: BASE_MODELS,
      SERVICE_TOKEN: TOKEN,
      LLM_BASE_URL: vllm.url,
      LLM_MODEL: 'base',
    });
    const module = {
      module: FakeQueueModule,
      providers: [{ provide: JOB_QUEUE, useValue: queue }],
      exports: [JOB_QUEUE],
    };
    app = await createApp({ appName: 'PREDICTION_SERVICE', module: () => PredictionModule.register(module) }, config);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    await queue.consumed(QUEUE);
  });

  afterAll(async () => {
    await vllm.stop();
    await data.stop();
    await embedder.close();
    await rm(models, { recursive: true });
  });

  beforeEach(() => {
    vllm.says = (model) => 'The password is sunflower-42 [1].'.replace('password', wordFor(model));
    vllm.asked.length = 0;
  });
  /** So that each model's answer is its own; all of them are supported by the text. */
  const wordFor = (model: string) =>
    ({ base: 'password', [adapterOf(2).id]: 'guest password' })[model] ?? 'Wi-Fi password';

  it('is asked for with the version that it goes with, roll back included, and taken out with it', async () => {
    const [plain, second, third] = [await publish(1), await publish(2, adapterOf(2)), await publish(3, adapterOf(3))];
    await load(plain);
    expect(await ask(plain)).toBe('The password is sunflower-42.');

    await load(second);
    expect(vllm.adapters.get(adapterOf(2).id)).toBe(join(models, WORKSPACE, '2', 'adapter'));
    expect(await ask(second)).toBe('The guest password is sunflower-42.');

    await load(third);
    expect(await ask(third)).toBe('The Wi-Fi password is sunflower-42.');

    // Back to what is still open, and to what has to be opened again.
    await load(second);
    expect(await ask(second)).toBe('The guest password is sunflower-42.');
    await load(plain);
    expect(await ask(plain)).toBe('The password is sunflower-42.');
    expect(vllm.asked).toEqual(['base', adapterOf(2).id, adapterOf(3).id, adapterOf(2).id, 'base']);

    // Two versions stay open: the third one's adapter went with it.
    await expect.poll(() => [...vllm.adapters.keys()]).toEqual([adapterOf(2).id]);
  });

  it('that cannot be served does not keep its version from answering', async () => {
    const version = await publish(4, adapterOf(4));
    vllm.broken.add(join(models, WORKSPACE, '4', 'adapter'));
    await load(version);
    expect(await ask(version)).toBe('The password is sunflower-42.');
    expect(vllm.asked).toEqual(['base']);
  });

  it('answers the questions of a training before its version is published, and is not kept', async () => {
    await publish(5);
    const body = { directory: `${WORKSPACE}/5`, questions: [QUESTION], wordedBy: { model: adapterOf(5) } };
    const before = [...vllm.adapters.keys()];
    const worded = scoredQuestionsSchema.parse(await call('score', body));
    expect(worded.worded).toBe(1);
    expect(worded.results).toMatchObject([
      { answer: 'The Wi-Fi password is sunflower-42.', confidence: 1, trainDataId: 11 },
    ]);
    expect(vllm.asked).toEqual([`${adapterOf(5).id}-trial`]);
    await expect.poll(() => [...vllm.adapters.keys()]).toEqual(before);
  });

  it('is not replaced by another one in a test: then the reader answers, and it is said', async () => {
    await publish(6);
    vllm.broken.add(join(models, WORKSPACE, '6', 'adapter'));
    const body = { directory: `${WORKSPACE}/6`, questions: [QUESTION] };
    const [own, base, reader] = await Promise.all(
      [{ wordedBy: { model: adapterOf(6) } }, { wordedBy: {} }, {}].map(async (more) =>
        scoredQuestionsSchema.parse(await call('score', { ...body, ...more })),
      ),
    );
    expect([own?.worded, base?.worded, reader?.worded]).toEqual([0, 1, undefined]);
    expect(own?.results).toEqual(reader?.results);
    expect(vllm.asked).toEqual(['base']);
  });

  it('may say that nothing was taught, in a test too', async () => {
    vllm.says = () => 'NOT TAUGHT';
    const body = { directory: `${WORKSPACE}/5`, questions: [QUESTION], wordedBy: {} };
    expect(scoredQuestionsSchema.parse(await call('score', body))).toMatchObject({
      worded: 1,
      results: [{ answer: '', confidence: 0, trainDataId: null }],
    });
  });

  it('stays in the server when the service stops: other replicas ask for it, and this one will when it is back', async () => {
    await load(await publish(7, adapterOf(7)));
    await app.close();
    await delay(300);
    expect([...vllm.adapters.keys()]).toEqual([adapterOf(7).id]);
  });
});
