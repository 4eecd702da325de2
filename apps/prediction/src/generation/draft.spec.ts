import { RemoteError, RemoteUnreachableError, type ServiceClient } from '@personal-assistant/service-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Draft, GAP_MS, HEARTBEAT_MS } from './draft.js';

describe('Draft', () => {
  let calls: { path: string; text: string }[];
  let answer: () => Promise<void>;
  let draft: Draft;

  beforeEach(() => {
    vi.useFakeTimers();
    calls = [];
    answer = () => Promise.resolve();
    const post = async (path: string, body: unknown) => {
      calls.push({ path, ...(body as { text: string }) });
      await answer();
      return { ok: true };
    };
    draft = new Draft({ post: post as ServiceClient['post'] }, 'q1', [4]);
  });
  afterEach(() => {
    draft.end();
    vi.useRealTimers();
  });
  const texts = () => calls.map(({ text }) => text);

  it('tells the first text at once, then the newest at a steady pace', async () => {
    for (const text of ['a', 'ab', 'abc']) draft.update(text);
    expect(calls).toEqual([{ path: '/internal/questions/q1/partial', text: 'a', from: [4] }]);
    await vi.advanceTimersByTimeAsync(GAP_MS);
    draft.update('abcd');
    await vi.advanceTimersByTimeAsync(GAP_MS);
    expect(texts()).toEqual(['a', 'abc', 'abcd']);
  });

  it('gives a sign of life while there is nothing new', async () => {
    await vi.advanceTimersByTimeAsync(2 * HEARTBEAT_MS);
    expect(texts()).toEqual(['', '']);
    draft.update('a');
    await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
    expect(texts()).toEqual(['', '', 'a', 'a']);
  });

  it('never has two calls under way', async () => {
    let finish: () => void = () => undefined;
    answer = () => new Promise((resolve) => (finish = resolve));
    draft.update('a');
    draft.update('ab');
    await vi.advanceTimersByTimeAsync(10 * GAP_MS);
    expect(texts()).toEqual(['a']);
    finish();
    await vi.advanceTimersByTimeAsync(GAP_MS);
    expect(texts()).toEqual(['a', 'ab']);
  });

  it('goes on after a refusal for now', async () => {
    answer = () => Promise.reject(new RemoteError(503, 'UNAVAILABLE', 'not now'));
    draft.update('a');
    await vi.advanceTimersByTimeAsync(GAP_MS);
    expect(texts()).toEqual(['a', 'a']);
  });

  it.each([
    new RemoteError(409, 'ALREADY_ANSWERED', 'This question is answered already.'),
    new RemoteUnreachableError('no answer within 5000 ms'),
  ])('is over after %s', async (error) => {
    answer = () => Promise.reject(error);
    draft.update('a');
    await vi.advanceTimersByTimeAsync(0);
    draft.update('ab');
    await vi.advanceTimersByTimeAsync(2 * HEARTBEAT_MS);
    expect(texts()).toEqual(['a']);
  });

  it('tells nothing more after its end', async () => {
    draft.update('a');
    draft.end();
    draft.update('ab');
    await vi.advanceTimersByTimeAsync(2 * HEARTBEAT_MS);
    expect(texts()).toEqual(['a']);
  });
});
