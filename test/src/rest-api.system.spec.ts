import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answerSchema,
  bulkResultSchema,
  modelSchema,
  questionSchema,
  trainDataSchema,
} from '@personal-assistant/contracts';
import { eventually, System } from './support/system.js';

/** The programs' way in: bulk teaching, training and asking through the REST API, and what it refuses. */
describe('the REST API', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start();
  }, 180_000);
  afterAll(() => system.stop(), 60_000);

  const ask = (text: string) => system.api('POST', '/api/questions?wait=30', { text });
  const train = async (name: string) => {
    const started = await system.api('POST', '/api/models', { name });
    expect(started.status).toBe(201);
    return eventually(`version ${name} goes live`, async () => {
      const model = modelSchema.parse((await system.api('GET', `/api/models/${started.body.id}`)).body);
      if (model.status === 'FAILED') throw new Error(`the training failed: ${String(model.error)}`);
      return model.live ? model : undefined;
    });
  };

  it('answers before any version that nothing was trained', async () => {
    const { status, body } = await ask('what is the wifi password?');
    expect(status).toBe(200);
    expect(questionSchema.parse(body).answer).toMatchObject({ abstained: true, modelId: null });
  });

  it('teaches in bulk, refuses the unusable ones by index, trains and answers', async () => {
    const texts = [
      'The guest Wi-Fi password is sunflower-42.',
      '',
      'The canteen serves lunch from 11:30 to 14:00, on Fridays until 13:30.',
      'The guest wi-fi password is sunflower-42.',
      'binary \u0000 data',
    ];
    const { status, body } = await system.api('POST', '/api/train-data/bulk', { texts });
    expect(status).toBe(201);
    const result = bulkResultSchema.parse(body);
    expect(result.created).toBe(2);
    expect(result.refused.map(({ index, code }) => [index, code])).toEqual([
      [1, 'TEXT_EMPTY'],
      [3, 'TEXT_DUPLICATE'],
      [4, 'TEXT_BINARY'],
    ]);

    const model = await train('first');
    expect(model.metrics?.texts).toBe(2);
    const wifi = questionSchema.parse((await ask('what is the wifi password?')).body);
    const answer = answerSchema.parse(wifi.answer);
    expect(answer).toMatchObject({ abstained: false, modelId: model.id });
    expect(answer.text).toContain('sunflower-42');
    expect(answer.sources[0]).toMatchObject({ trainDataId: result.ids[0], quote: texts[0] });
    const football = questionSchema.parse((await ask('who won the world cup in 1998?')).body);
    expect(football.answer).toMatchObject({ abstained: true, sources: [] });
  }, 60_000);

  it('submits one text, shows it, and approves it once', async () => {
    const created = await system.api('POST', '/api/train-data', { text: 'The bicycle cellar code is 7391.' });
    expect(created.status).toBe(201);
    expect(trainDataSchema.parse(created.body)).toMatchObject({
      status: 'SUBMITTED',
      text: 'The bicycle cellar code is 7391.',
    });
    const approve = () => system.api('POST', `/api/train-data/${created.body.id}/approve`);
    expect((await approve()).body).toMatchObject({ status: 'PENDING' });
    expect(await approve()).toMatchObject({ status: 409, body: { code: 'ALREADY_DECIDED' } });
    expect((await system.api('POST', `/api/train-data/${created.body.id}/reject`, {})).status).toBe(409);
  });

  it('keeps answering with the live version while the next one is trained, and then with the next', async () => {
    const before = questionSchema.parse((await ask('what is the wifi password?')).body).answer?.modelId;
    const started = await system.api('POST', '/api/models', {});
    const second = await system.api('POST', '/api/models', {});
    expect(second).toMatchObject({ status: 409, body: { code: 'TRAINING_RUNNING' } });
    const seen = new Set<number | null | undefined>();
    await eventually('the new version answers', async () => {
      const { body } = await ask('what is the wifi password?');
      const { answer } = questionSchema.parse(body);
      expect(answer).toMatchObject({ abstained: false });
      seen.add(answer?.modelId);
      return answer?.modelId === started.body.id ? true : undefined;
    });
    expect([...seen]).toEqual([...new Set([before, started.body.id])]);
    const code = questionSchema.parse((await ask('what is the code of the bicycle cellar?')).body);
    expect(code.answer?.text).toContain('7391');
  }, 60_000);

  it('goes back and forth between versions while people ask: each is answered, by a version that was live', async () => {
    const { body } = await system.api('GET', '/api/models?status=DONE');
    const [newer, older] = (body.items as { id: number }[]).map(({ id }) => id);
    const answeredBy = async () => {
      const { answer } = questionSchema.parse((await ask('what is the wifi password?')).body);
      expect(answer).toMatchObject({ abstained: false });
      return answer?.modelId;
    };
    let before = newer;
    for (const wanted of [older, newer, older, newer]) {
      const asked = Array.from({ length: 5 }, answeredBy);
      expect((await system.api('POST', `/api/models/${wanted}/live`, {})).status).toBe(202);
      asked.push(...Array.from({ length: 5 }, answeredBy));
      await eventually(`version ${wanted} is live`, async () =>
        (await system.api('GET', `/api/models/${wanted}`)).body.live ? true : undefined,
      );
      // What is asked from now on can only be answered by the version that is live.
      expect(await answeredBy()).toBe(wanted);
      expect([before, wanted]).toEqual(expect.arrayContaining(await Promise.all(asked)));
      before = wanted;
    }
  }, 120_000);

  it('pages through lists', async () => {
    const first = await system.api('GET', '/api/train-data?limit=2');
    expect(first.body.items).toHaveLength(2);
    const second = await system.api('GET', `/api/train-data?limit=2&after=${first.body.next}`);
    expect(second.body.items).toHaveLength(1);
    expect(second.body.next).toBeNull();
    expect(
      (await system.api('GET', '/api/models')).body.items.filter((model: { live: boolean }) => model.live),
    ).toHaveLength(1);
  });

  it.each([
    ['GET', '/api/train-data', undefined, null, 401, 'UNAUTHENTICATED'],
    ['GET', '/api/train-data', undefined, 'a-wrong-token-of-somebody', 401, 'UNAUTHENTICATED'],
    ['POST', '/api/train-data', '{"text": ', undefined, 400, 'BAD_REQUEST'],
    ['POST', '/api/train-data', { texts: 'x' }, undefined, 400, 'BAD_REQUEST'],
    ['POST', '/api/train-data', { text: '   ' }, undefined, 422, 'TEXT_EMPTY'],
    ['POST', '/api/train-data', { text: 'ok' }, undefined, 422, 'TEXT_TOO_SHORT'],
    [
      'POST',
      '/api/train-data',
      { text: 'The guest Wi-Fi password is sunflower-42' },
      undefined,
      409,
      'TEXT_NEAR_DUPLICATE',
    ],
    ['POST', '/api/train-data', { text: 'word '.repeat(14_000) }, undefined, 413, 'TEXT_TOO_LARGE'],
    ['POST', '/api/train-data/999999/approve', undefined, undefined, 404, 'NOT_FOUND'],
    ['POST', '/api/train-data/abc/approve', undefined, undefined, 404, 'NOT_FOUND'],
    ['POST', '/api/models', {}, undefined, 409, 'NOTHING_PENDING'],
    ['GET', '/api/models/999999', undefined, undefined, 404, 'NOT_FOUND'],
    ['POST', '/api/questions', { text: '' }, undefined, 422, 'QUESTION_EMPTY'],
    ['GET', '/api/questions/00000000-0000-4000-8000-000000000000', undefined, undefined, 404, 'NOT_FOUND'],
    ['GET', '/api/train-data?limit=0', undefined, undefined, 400, 'BAD_REQUEST'],
    ['GET', '/api/nowhere', undefined, undefined, 404, 'NOT_FOUND'],
    ['POST', '/internal/commands', {}, undefined, 401, 'UNAUTHENTICATED'],
  ])('%s %s with %j is refused in one sentence', async (method, path, body, token, status, code) => {
    const before = await system.api('GET', '/api/train-data?limit=200');
    const response = await system.api(method, path, body, token);
    expect(response.status).toBe(status);
    expect(response.body).toMatchObject({ code });
    expect(response.body.message).toMatch(/^[^\n]{10,300}$/u);
    expect((await system.api('GET', '/api/train-data?limit=200')).body).toEqual(before.body);
  });

  it('describes itself as OpenAPI', async () => {
    const response = await fetch(`${system.baseUrl}/api/docs-json`);
    const document = (await response.json()) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/train-data',
        '/api/train-data/bulk',
        '/api/models',
        '/api/questions',
        '/api/questions/{id}',
      ]),
    );
    expect(Object.keys(document.paths).filter((path) => path.startsWith('/internal'))).toEqual([]);
  });
});
