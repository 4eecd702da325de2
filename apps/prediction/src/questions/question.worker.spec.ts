import type { ErrorCode, SubmitAnswer } from '@personal-assistant/contracts';
import {
  type Config,
  PermanentJobError,
  RemoteError,
  RemoteUnreachableError,
  type ServiceClient,
} from '@personal-assistant/service-kit';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeJobQueue } from '../testing/fake-job-queue.js';
import type { LiveVersions } from '../versions/live-versions.js';
import type { AnsweringService } from './answering.service.js';
import { QuestionWorker } from './question.worker.js';

const QUEUE = 'predict-message-queue';
const questionId = '33333333-3333-4333-8333-333333333333';
const job = { questionId, correlationId: 'c' };
const claimed = { questionId, workspaceId: '11111111-1111-4111-8111-111111111111', text: 'wifi?', version: null };
const answer: SubmitAnswer = { modelId: 7, abstained: false, text: 'It.', confidence: 0.9, sources: [], ms: 3 };
const refusal = (status: number, code: ErrorCode) => new RemoteError(status, code, `refused with ${code}`);

describe('QuestionWorker', () => {
  let queue: FakeJobQueue;
  let calls: { path: string; body: unknown }[];
  let failures: Map<string, Error>;
  let markLoaded: () => void;
  let worker: QuestionWorker;
  let answerError: Error | undefined;

  beforeEach(() => {
    queue = new FakeJobQueue();
    calls = [];
    failures = new Map();
    answerError = undefined;
    const post = (path: string, body: unknown) => {
      calls.push({ path, body });
      const failure = [...failures].find(([end]) => path.endsWith(end))?.[1];
      return failure ? Promise.reject(failure) : Promise.resolve(path.endsWith('/claim') ? claimed : { ok: true });
    };
    const loaded = new Promise<void>((resolve) => (markLoaded = resolve));
    worker = new QuestionWorker(
      { PREDICTION_CONCURRENCY: 3 } as Config,
      queue,
      { post: post as ServiceClient['post'] },
      {
        answer: () => (answerError ? Promise.reject(answerError) : Promise.resolve(answer)),
      } as unknown as AnsweringService,
      { loaded } as LiveVersions,
    );
    worker.onApplicationBootstrap();
  });

  async function start() {
    markLoaded();
    await queue.consumed(QUEUE);
  }
  const paths = () => calls.map(({ path }) => path.split('/').at(-1));

  it('takes no question before the live versions are loaded', async () => {
    await Promise.resolve();
    expect(queue.consumes(QUEUE)).toBe(false);
    await start();
    expect(queue.concurrency).toBe(3);
  });

  it('claims, answers and submits', async () => {
    await start();
    await queue.deliver(QUEUE, job);
    expect(calls).toEqual([
      { path: `/internal/questions/${questionId}/claim`, body: {} },
      { path: `/internal/questions/${questionId}/answer`, body: answer },
    ]);
  });

  it.each(['claim', 'answer'])('is done when %s says that the question was answered already', async (call) => {
    await start();
    failures.set(`/${call}`, refusal(409, 'ALREADY_ANSWERED'));
    await queue.deliver(QUEUE, job);
    expect(paths().at(-1)).toBe(call);
  });

  it('is done when the question is gone', async () => {
    await start();
    failures.set('/claim', refusal(404, 'NOT_FOUND'));
    await queue.deliver(QUEUE, job);
    expect(paths()).toEqual(['claim']);
  });

  it.each([
    refusal(500, 'INTERNAL'),
    refusal(503, 'UNAVAILABLE'),
    refusal(429, 'RATE_LIMITED'),
    refusal(401, 'UNAUTHENTICATED'),
    refusal(409, 'CONFLICT'),
    new RemoteUnreachableError('ECONNREFUSED'),
  ])('leaves %s to a retry', async (error) => {
    await start();
    failures.set('/answer', error);
    await expect(queue.deliver(QUEUE, job)).rejects.toBe(error);
  });

  it('retries when the version cannot be opened', async () => {
    await start();
    answerError = new Error('differs from its checksum');
    await expect(queue.deliver(QUEUE, job)).rejects.toBe(answerError);
    expect(paths()).toEqual(['claim']);
  });

  it('gives up at once what the data service will always refuse', async () => {
    await start();
    failures.set('/answer', refusal(422, 'BAD_REQUEST'));
    await expect(queue.deliver(QUEUE, job)).rejects.toBeInstanceOf(PermanentJobError);
  });

  it('tells the data service of a question that was given up', async () => {
    await start();
    await queue.giveUp(QUEUE, job, 'x'.repeat(2000));
    expect(calls).toEqual([{ path: `/internal/questions/${questionId}/fail`, body: { reason: 'x'.repeat(1000) } }]);
  });

  it('takes no more questions once it stops, also when it stops before it began', async () => {
    await worker.beforeApplicationShutdown();
    markLoaded();
    await Promise.resolve();
    await Promise.resolve();
    expect(queue.consumes(QUEUE)).toBe(false);
  });
});
