import type { Status } from '@personal-assistant/contracts';
import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { itemsOf, type Paged } from '../../shared/api/paged';
import { queryKeys } from '../../shared/api/query-keys';
import { ada, message, model, trainData } from '../../testing/examples';
import { applyEvent } from './apply-event';
import { REFRESH_DELAY_MS } from './refresh-soon';

let client: QueryClient;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
});
afterEach(() => {
  vi.useRealTimers();
});

function load(key: readonly unknown[], ...pages: object[][]): void {
  const data: Paged<object> = {
    pages: pages.map((items) => ({ items, next: null })),
    pageParams: pages.map(() => undefined),
  };
  client.setQueryData(key, data);
}
function items<T extends { id: string | number }>(key: readonly unknown[]): T[] {
  return itemsOf(client.getQueryData<Paged<T>>(key));
}
const ids = (key: readonly unknown[]): (string | number)[] => items(key).map((item) => item.id);

describe('a message event', () => {
  const key = queryKeys.messages('members');

  it('puts a new message first, and the same one once', () => {
    load(key, [message({ id: '1' })]);
    applyEvent(client, { type: 'message', message: message({ id: '2' }) });
    applyEvent(client, { type: 'message', message: message({ id: '2' }) });
    expect(ids(key)).toEqual(['2', '1']);
  });

  it('edits «working on it» into the answer in its place, on any page', () => {
    load(key, [message({ id: '3' })], [message({ id: '2', text: [{ text: 'Working on it…' }] }), message({ id: '1' })]);
    const answer = message({ id: '2', text: [{ text: 'sunflower-42' }], editedAt: '2026-05-03T10:00:02.000Z' });
    applyEvent(client, { type: 'message', message: answer });
    expect(ids(key)).toEqual(['3', '2', '1']);
    expect(items(key)[1]).toEqual(answer);
  });

  it('does not go back to an older text that arrives late', () => {
    const answer = message({ id: '1', text: [{ text: 'sunflower-42' }], editedAt: '2026-05-03T10:00:02.000Z' });
    load(key, [answer]);
    applyEvent(client, { type: 'message', message: message({ id: '1', text: [{ text: 'Working on it…' }] }) });
    expect(items(key)).toEqual([answer]);
  });

  it('stays in its room', () => {
    load(key, [message({ id: '1' })]);
    applyEvent(client, { type: 'message', message: message({ id: '2', room: 'approvers' }) });
    expect(ids(key)).toEqual(['1']);
    expect(client.getQueryData(queryKeys.messages('approvers'))).toBeUndefined();
  });

  it('is not undone by a list that was being fetched meanwhile', async () => {
    load(key, [message({ id: '1' })]);
    const answers = [[message({ id: '1' })], [message({ id: '2' }), message({ id: '1' })]];
    const release: (() => void)[] = [];
    const fetching = client.query({
      queryKey: key,
      queryFn: () =>
        new Promise((resolve) => {
          release.push(() => {
            resolve({ pages: [{ items: answers.shift(), next: null }], pageParams: [undefined] });
          });
        }),
    });
    applyEvent(client, { type: 'message', message: message({ id: '2' }) });
    release[0]?.();
    await fetching;
    expect(ids(key)).toEqual(['1']);
    const invalidate = vi.spyOn(client, 'invalidateQueries');
    await vi.advanceTimersByTimeAsync(REFRESH_DELAY_MS);
    expect(invalidate).toHaveBeenCalledExactlyOnceWith({ queryKey: key });
  });
});

describe('a train data event', () => {
  it('moves the text to the list of its new status', () => {
    load(queryKeys.trainData('SUBMITTED'), [trainData({ id: 2 }), trainData({ id: 1 })]);
    load(queryKeys.trainData('PENDING'), []);
    load(queryKeys.trainData('ALL'), [trainData({ id: 2 }), trainData({ id: 1 })]);
    applyEvent(client, { type: 'train-data', trainData: trainData({ id: 1, status: 'PENDING', decidedBy: ada }) });
    expect(ids(queryKeys.trainData('SUBMITTED'))).toEqual([2]);
    expect(ids(queryKeys.trainData('PENDING'))).toEqual([1]);
    expect(ids(queryKeys.trainData('ALL'))).toEqual([2, 1]);
    expect(items(queryKeys.trainData('ALL'))[1]).toMatchObject({ status: 'PENDING' });
  });

  it('counts anew once for many texts', async () => {
    const invalidate = vi.spyOn(client, 'invalidateQueries');
    for (let id = 1; id <= 100; id += 1) applyEvent(client, { type: 'train-data', trainData: trainData({ id }) });
    await vi.advanceTimersByTimeAsync(REFRESH_DELAY_MS);
    expect(invalidate.mock.calls.map(([filters]) => filters?.queryKey)).toEqual([
      queryKeys.status,
      queryKeys.allGolden,
      queryKeys.allGaps,
    ]);
  });
});

describe('an event about a whole list', () => {
  it.each([
    ['golden', queryKeys.allGolden],
    ['gaps', queryKeys.allGaps],
  ] as const)('%s has it read again, once for many', async (type, queryKey) => {
    const invalidate = vi.spyOn(client, 'invalidateQueries');
    for (let again = 0; again < 3; again += 1) applyEvent(client, { type });
    await vi.advanceTimersByTimeAsync(REFRESH_DELAY_MS);
    expect(invalidate).toHaveBeenCalledExactlyOnceWith({ queryKey });
  });
});

describe('a model event', () => {
  const status: Status = {
    liveModel: model({ id: 1, live: true }),
    runningModel: null,
    trainData: { SUBMITTED: 0, PENDING: 0, PROCESSING: 1, DONE: 1, REJECTED: 0, WITHDRAWN: 0 },
    telegram: { state: 'off', detail: null },
  };
  const shown = (): Status | undefined => client.getQueryData<Status>(queryKeys.status);

  beforeEach(() => {
    client.setQueryData(queryKeys.status, status);
    load(queryKeys.models, [model({ id: 1, live: true })]);
  });

  it('moves the progress while the live version stays', () => {
    const running = model({ id: 2, status: 'PROCESSING', progress: { stage: 'embed', fraction: 0.4, detail: null } });
    applyEvent(client, { type: 'model', model: running });
    expect(shown()).toMatchObject({ runningModel: running, liveModel: { id: 1 } });
    expect(ids(queryKeys.models)).toEqual([2, 1]);
  });

  it('makes a new version the only live one', () => {
    client.setQueryData(queryKeys.status, { ...status, runningModel: model({ id: 2, status: 'PROCESSING' }) });
    applyEvent(client, { type: 'model', model: model({ id: 2, live: true }) });
    expect(shown()).toMatchObject({ runningModel: null, liveModel: { id: 2 } });
    expect(items(queryKeys.models)).toMatchObject([
      { id: 2, live: true },
      { id: 1, live: false },
    ]);
  });

  it('ends the progress of a training that failed', () => {
    client.setQueryData(queryKeys.status, { ...status, runningModel: model({ id: 2, status: 'PROCESSING' }) });
    applyEvent(client, { type: 'model', model: model({ id: 2, status: 'FAILED', error: 'disk full' }) });
    expect(shown()).toMatchObject({ runningModel: null, liveModel: { id: 1 } });
  });
});
