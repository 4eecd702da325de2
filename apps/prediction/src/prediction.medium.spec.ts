import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import {
  type LoadVersion,
  loadedVersionsSchema,
  scoredQuestionsSchema,
  type SubmitAnswer,
} from '@personal-assistant/contracts';
import {
  ConfigError,
  configSchema,
  createApp,
  JOB_QUEUE,
  type ServiceDefinition,
} from '@personal-assistant/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PredictionModule } from './index.js';
import { sliceCodePoints } from './retrieval/code-points.js';
import { OnnxEmbedder } from './retrieval/embedder.js';
import { FakeDataService } from './testing/fake-data-service.js';
import { FakeJobQueue } from './testing/fake-job-queue.js';
import { BASE_MODELS, EMBEDDER_DIRECTORY } from './testing/paths.js';
import { VersionsService } from './versions/versions.service.js';
import { type TaughtText, writeManifest, writePassages } from './testing/version-fixture.js';

const QUEUE = 'predict-message-queue';
const TOKEN = 'token-of-the-services';
const WORKSPACE = randomUUID();
const THRESHOLD = 0.3;
const WIFI = { id: 11, text: 'Welcome 😀! The guest Wi-Fi password is sunflower-42. Ask Maria for help.' };

@Module({})
class FakeQueueModule {}

const queue = new FakeJobQueue();
const SERVICE: ServiceDefinition = {
  appName: 'PREDICTION_SERVICE',
  module: () =>
    PredictionModule.register({
      module: FakeQueueModule,
      providers: [{ provide: JOB_QUEUE, useValue: queue }],
      exports: [JOB_QUEUE],
    }),
};

describe('prediction service', () => {
  let root: string;
  let models: string;
  let embedder: OnnxEmbedder;
  let app: NestExpressApplication;
  let url: string;
  const data = new FakeDataService();
  let first: LoadVersion;

  /** Publishes a version of these texts. */
  async function publish(modelId: number, texts: TaughtText[], workspaceId = WORKSPACE): Promise<LoadVersion> {
    const directory = join(models, workspaceId, String(modelId));
    await mkdir(directory, { recursive: true });
    await writePassages(directory, texts, embedder);
    const manifestSha256 = await writeManifest(directory, THRESHOLD, { embedder: embedder.identity });
    return { workspaceId, modelId, directory: `${workspaceId}/${modelId}`, manifestSha256 };
  }

  async function call(method: 'GET' | 'POST', path: string, body?: unknown, token = TOKEN) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async function ask(text: string, version: LoadVersion | null): Promise<SubmitAnswer> {
    const questionId = randomUUID();
    data.questions.set(questionId, { text, version });
    await queue.deliver(QUEUE, { questionId, correlationId: 'test' });
    const answer = data.answers.get(questionId);
    if (!answer) throw new Error('no answer was submitted');
    return answer;
  }

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'prediction-'));
    models = join(root, 'models');
    embedder = await OnnxEmbedder.load(EMBEDDER_DIRECTORY);
    first = await publish(1, [WIFI]);
    data.live.push(first);
    const config = configSchema.parse({
      APP_NAME: 'PREDICTION_SERVICE',
      DATA_SERVICE_URL: await data.start(),
      MODELS_DIR: models,
      BASE_MODELS_DIR: BASE_MODELS,
      SERVICE_TOKEN: TOKEN,
    });
    app = await createApp(SERVICE, config);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    await queue.consumed(QUEUE);
  });

  afterAll(async () => {
    await app.close();
    await data.stop();
    await embedder.close();
    await rm(root, { recursive: true });
  });

  it('has loaded the live versions and is ready', async () => {
    expect((await call('GET', '/health/ready')).status).toBe(200);
    const { body } = await call('GET', '/internal/versions');
    expect(loadedVersionsSchema.parse(body).items).toEqual([
      { workspaceId: WORKSPACE, modelId: 1, latest: true, passages: 1, inFlight: 0 },
    ]);
    expect([...data.authorizations]).toEqual([`Bearer ${TOKEN}`]);
  });

  it.each([
    'what is the wifi password?',
    'wi fi password',
    'pasword of the guest wifi?',
    'Which password has the guest Wi-Fi?',
  ])('answers %j from one taught text, quoted where it stands', async (question) => {
    const answer = await ask(question, first);
    expect(answer).toMatchObject({ modelId: 1, abstained: false });
    expect(answer.text).toContain('sunflower-42');
    expect(answer.sources).toMatchObject([
      { trainDataId: 11, quote: 'The guest Wi-Fi password is sunflower-42.', start: 11 },
    ]);
    expect(sliceCodePoints(WIFI.text, 11, 20)).toBe('The guest');
  });

  it.each(['who won the world cup in 1998?', 'What is the capital of Australia?', '😀', '你好吗', '?'])(
    'abstains on %j',
    async (question) => {
      expect(await ask(question, first)).toMatchObject({ modelId: 1, abstained: true, sources: [] });
    },
  );

  it('says so when there is no version', async () => {
    expect(await ask('what is the wifi password?', null)).toMatchObject({ modelId: null, abstained: true });
  });

  it('loads the version that a question names when it is not open yet', async () => {
    const other = randomUUID();
    const version = await publish(2, [{ id: 5, text: 'The garage code is 7788.' }], other);
    const answer = await ask('what is the garage code?', version);
    expect(answer).toMatchObject({ modelId: 2, abstained: false });
    expect(answer.text).toContain('7788');
  });

  it('keeps workspaces apart', async () => {
    const stranger = await publish(3, [{ id: 6, text: 'The stapler is in the drawer.' }], randomUUID());
    expect(await ask('what is the wifi password?', stranger)).toMatchObject({ modelId: 3, abstained: true });
  });

  it('swaps under questions: none fails, each is answered by the version that it names', async () => {
    const passwords = ['sunflower-42', 'tulip-7', 'daisy-19', 'orchid-3'];
    const versions = [first];
    for (const [i, word] of passwords.entries()) {
      if (i === 0) continue;
      versions.push(await publish(100 + i, [{ id: 20 + i, text: `The guest Wi-Fi password is ${word}.` }]));
    }
    let live = first;
    const asked: Promise<{ named: LoadVersion; answer: SubmitAnswer }>[] = [];
    const askSome = () => {
      for (let i = 0; i < 8; i++) {
        const named = live;
        asked.push(ask('what is the wifi password?', named).then((answer) => ({ named, answer })));
      }
    };
    for (const version of versions.slice(1)) {
      askSome();
      const loading = call('POST', '/internal/versions/load', version);
      askSome();
      expect(await loading).toMatchObject({ status: 200, body: { modelId: version.modelId, passages: 1 } });
      askSome();
      live = version;
    }
    askSome();
    const answers = await Promise.all(asked);
    expect(answers).toHaveLength(80);
    for (const { named, answer } of answers) {
      expect(answer.modelId).toBe(named.modelId);
      expect(answer.text).toContain(passwords[versions.indexOf(named)]);
    }
    const { body } = await call('GET', '/internal/versions');
    const open = loadedVersionsSchema.parse(body).items.filter((item) => item.workspaceId === WORKSPACE);
    expect(open.map(({ modelId, latest, inFlight }) => ({ modelId, latest, inFlight }))).toEqual([
      { modelId: 103, latest: true, inFlight: 0 },
      { modelId: 102, latest: false, inFlight: 0 },
    ]);
    first = versions.at(-1) ?? first;
  });

  it('refuses a damaged version and goes on with the old one', async () => {
    const before = await call('GET', '/internal/versions');
    const damaged = await publish(200, [{ id: 1, text: 'The Wi-Fi password is wrong-1.' }]);
    const folder = join(models, damaged.directory, 'passages.lance/data');
    const [file = ''] = await readdir(folder);
    await appendFile(join(folder, file), 'x');
    const refusal = await call('POST', '/internal/versions/load', damaged);
    expect(refusal).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(refusal.body.message).toMatch(/passages\.lance\/data\/.+ differs from its checksum/);
    expect(await call('GET', '/internal/versions')).toEqual(before);
    expect(await ask('what is the wifi password?', first)).toMatchObject({ modelId: first.modelId, abstained: false });
  });

  it('refuses a manifest that is not the published one', async () => {
    const forged = { ...first, modelId: 201, manifestSha256: '0'.repeat(64) };
    expect(await call('POST', '/internal/versions/load', forged)).toMatchObject({ status: 409 });
  });

  it.each(['../models', '..', '/etc', `${WORKSPACE}/../../..`])('refuses the directory %j', async (directory) => {
    expect(await call('POST', '/internal/versions/load', { ...first, modelId: 300, directory })).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST' },
    });
    expect(await call('POST', '/internal/versions/score', { directory, questions: ['?'] })).toMatchObject({
      status: 400,
    });
  });

  it('scores questions with a directory that is not published, and keeps nothing', async () => {
    const before = await call('GET', '/internal/versions');
    const directory = `${WORKSPACE}/9.token.tmp`;
    await mkdir(join(models, directory), { recursive: true });
    const texts = [
      WIFI,
      { id: 12, text: 'Lunch is at noon in the canteen.' },
      { id: 13, text: 'Parking costs 15 euros.' },
    ];
    await writePassages(join(models, directory), texts, embedder);
    const { status, body } = await call('POST', '/internal/versions/score', {
      directory,
      questions: ['when is lunch?', 'who won the world cup in 1998?'],
    });
    expect(status).toBe(200);
    const [lunch, cup] = scoredQuestionsSchema.parse(body).results;
    expect(lunch).toMatchObject({
      trainDataId: 12,
      quote: 'Lunch is at noon in the canteen.',
    });
    expect(lunch?.answer).toContain('noon');
    expect(lunch?.retrieved[0]).toBe(12);
    expect([...(lunch?.retrieved ?? [])].sort()).toEqual([11, 12, 13]);
    expect(lunch?.confidence).toBeGreaterThan(THRESHOLD);
    expect(cup?.confidence).toBeLessThan(0.1);
    expect(await call('GET', '/internal/versions')).toEqual(before);
  });

  it('scores yes and no as they are said', async () => {
    const directory = `${WORKSPACE}/11.token.tmp`;
    await mkdir(join(models, directory), { recursive: true });
    await writePassages(join(models, directory), [WIFI, { id: 12, text: 'Dogs are not allowed.' }], embedder);
    const { body } = await call('POST', '/internal/versions/score', { directory, questions: ['Are dogs allowed?'] });
    expect(scoredQuestionsSchema.parse(body).results).toMatchObject([
      { answer: 'No', quote: 'Dogs are not allowed.', trainDataId: 12 },
    ]);
  });

  it('passes over texts as if they had not been taught', async () => {
    const directory = `${WORKSPACE}/10.token.tmp`;
    await mkdir(join(models, directory), { recursive: true });
    const again = { id: 13, text: `What is the wifi password?\n${WIFI.text}` };
    await writePassages(join(models, directory), [WIFI, { id: 12, text: 'Lunch is at noon.' }, again], embedder);
    const { body } = await call('POST', '/internal/versions/score', {
      directory,
      questions: Array(3).fill('what is the wifi password?'),
      without: [[again.id], [WIFI.id, again.id], [WIFI.id]],
    });
    const [taught, leftOut, repeated] = scoredQuestionsSchema.parse(body).results;
    expect(taught).toMatchObject({ trainDataId: WIFI.id });
    expect(leftOut?.trainDataId).not.toBe(WIFI.id);
    expect(leftOut?.retrieved).not.toContain(WIFI.id);
    expect(repeated?.trainDataId).toBe(again.id);
    expect(leftOut?.confidence).toBeLessThan(THRESHOLD);
    const withdrawn = { directory, questions: ['what is the wifi password?'], withdrawn: [WIFI.id] };
    const { body: later } = await call('POST', '/internal/versions/score', withdrawn);
    expect(scoredQuestionsSchema.parse(later).results[0]?.retrieved).not.toContain(WIFI.id);
  });

  it('refuses a version of another embedder in one sentence, and goes on with the old one', async () => {
    const before = await call('GET', '/internal/versions');
    const directory = `${WORKSPACE}/202`;
    await mkdir(join(models, directory), { recursive: true });
    await writePassages(join(models, directory), [WIFI], embedder);
    const other = { name: 'another-embedder', sha256: 'b'.repeat(64) };
    const manifestSha256 = await writeManifest(join(models, directory), THRESHOLD, { embedder: other });
    const version = { workspaceId: WORKSPACE, modelId: 202, directory, manifestSha256 };
    const refusals = [
      await call('POST', '/internal/versions/load', version),
      await call('POST', '/internal/versions/score', { directory, questions: ['?'], embedder: other }),
    ];
    for (const { status, body } of refusals) {
      expect(status).toBe(409);
      expect(body.message).toMatch(
        /^The version cannot be loaded: it was built with the embedder «another-embedder» \(bbbbbbbb\) and this service runs «.+» \([0-9a-f]{8}\)\. Start a training, or set EMBEDDER_MODEL back\.$/,
      );
    }
    expect(await call('GET', '/internal/versions')).toEqual(before);
    expect(await ask('what is the wifi password?', first)).toMatchObject({ modelId: first.modelId, abstained: false });
  });

  it('loads a version that was built with another reader', async () => {
    const directory = `${WORKSPACE}/203`;
    await mkdir(join(models, directory), { recursive: true });
    await writePassages(join(models, directory), [WIFI], embedder);
    const manifestSha256 = await writeManifest(join(models, directory), THRESHOLD, {
      embedder: embedder.identity,
      reader: { name: 'another-reader', sha256: 'b'.repeat(64) },
    });
    const version = { workspaceId: randomUUID(), modelId: 203, directory, manifestSha256 };
    expect(await call('POST', '/internal/versions/load', version)).toMatchObject({ status: 200 });
  });

  it('says that a directory is missing', async () => {
    const missing = { ...first, modelId: 400, directory: `${WORKSPACE}/400` };
    expect(await call('POST', '/internal/versions/load', missing)).toMatchObject({ status: 404 });
  });

  it('lets no stranger in', async () => {
    const wrong = 'some-other-token-of-nobody';
    for (const path of ['/internal/versions/load', '/internal/versions/score']) {
      expect((await call('POST', path, first, wrong)).status).toBe(401);
    }
    expect((await call('GET', '/internal/versions', undefined, wrong)).status).toBe(401);
  });

  it('closes a version whose directory was removed, and goes on answering from the others', async () => {
    const shut = await publish(91, [WIFI], randomUUID());
    await call('POST', '/internal/versions/load', shut);
    const open = () =>
      app
        .get(VersionsService)
        .list()
        .map(({ ref }) => ref.modelId);
    await app.get(VersionsService).closeRemoved();
    const before = open();
    expect(before).toContain(91);
    await rm(join(models, shut.directory), { recursive: true });
    await app.get(VersionsService).closeRemoved();
    expect(open()).toEqual(before.filter((id) => id !== 91));
  });

  it('counts answers, stages and open versions', async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/answers_total\{outcome="answered"\} [1-9]/);
    expect(text).toMatch(/answers_total\{outcome="abstained"\} [1-9]/);
    for (const stage of ['embed', 'retrieve', 'read', 'total']) {
      expect(text).toMatch(new RegExp(`answer_stage_duration_seconds_count\\{stage="${stage}"\\} [1-9]`));
    }
    expect(text).toMatch(/loaded_versions [1-9]/);
  });

  it('does not start with a model that cannot be used, which is a wrong configuration', async () => {
    const config = configSchema.parse({ READER_MODEL: join(root, 'none'), SERVICE_TOKEN: TOKEN });
    const started = createApp(SERVICE, config);
    await expect(started).rejects.toThrow(ConfigError);
    await expect(started).rejects.toThrow(/^\S+\/none\/checksums\.json cannot be read: .*READER_MODEL\.$/);
  });
});
