import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { FakeServer } from '../../testing/fake-server';
import { callApi } from './http';

const schema = z.object({ id: z.number() });
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('callApi', () => {
  it('sends JSON below /api and gives the checked answer', async () => {
    const server = new FakeServer(() => ({ status: 201, body: { id: 7, extra: true } }));
    await expect(callApi('POST', '/models', schema, { body: { name: 'first' } })).resolves.toEqual({ id: 7 });
    expect(server.calls).toEqual([{ method: 'POST', path: '/api/models', body: { name: 'first' } }]);
  });

  it('sends a file of JSON lines as it is', async () => {
    const server = new FakeServer(() => ({ status: 200, body: { id: 7 } }));
    const lines = '{"a":1}\n{"a":2}';
    await callApi('POST', '/golden/import', schema, { lines });
    expect(server.calls).toEqual([{ method: 'POST', path: '/api/golden/import', body: lines }]);
  });

  it('fails with the service’s own sentence', async () => {
    new FakeServer(() => ({ status: 409, body: { code: 'TRAINING_RUNNING', message: 'A training runs already.' } }));
    await expect(callApi('POST', '/models', schema)).rejects.toMatchObject({
      code: 'TRAINING_RUNNING',
      message: 'A training runs already.',
      transient: false,
    });
  });

  it('names the error id of an unknown failure', async () => {
    new FakeServer(() => ({ status: 500, body: { code: 'INTERNAL', message: 'Something broke.', errorId: 'e1' } }));
    await expect(callApi('GET', '/models', schema)).rejects.toThrow('Something broke. (error e1)');
  });

  it.each([
    [{ status: 502, body: undefined }, 'UNAVAILABLE', true],
    [{ status: 401, body: '<html>' }, 'UNAUTHENTICATED', false],
    [{ status: 200, body: { id: 'seven' } }, 'UNREADABLE', false],
    ['no answer' as const, 'UNREACHABLE', true],
  ])('tells %j apart', async (answer, code, transient) => {
    new FakeServer(() => answer);
    await expect(callApi('GET', '/models', schema)).rejects.toMatchObject({ code, transient });
  });
});
