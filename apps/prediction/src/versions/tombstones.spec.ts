import type { ServiceClient } from '@personal-assistant/service-kit';
import { describe, expect, it } from 'vitest';
import { Tombstones } from './tombstones.js';

const version = {
  workspaceId: '11111111-1111-4111-8111-111111111111',
  modelId: 7,
  directory: 'w/7',
  manifestSha256: 'a',
};

function tombstones(answers: { withdrawals: number; ids: number[] }[]) {
  const asked: string[] = [];
  const get = (path: string) => {
    asked.push(path);
    const answer = answers.shift();
    return answer ? Promise.resolve(answer) : Promise.reject(new Error('ECONNREFUSED'));
  };
  return { asked, list: new Tombstones({ get: get as ServiceClient['get'] }) };
}

describe('Tombstones', () => {
  it('asks nobody while nothing was withdrawn, or when there is no version', async () => {
    const { asked, list } = tombstones([]);
    expect([...(await list.of({ version, withdrawals: 0 }))]).toEqual([]);
    expect([...(await list.of({ version: null, withdrawals: 3 }))]).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('fetches once after each withdrawal, for each version', async () => {
    const { asked, list } = tombstones([
      { withdrawals: 2, ids: [4] },
      { withdrawals: 3, ids: [4, 5] },
      { withdrawals: 3, ids: [] },
    ]);
    expect([...(await list.of({ version, withdrawals: 1 }))]).toEqual([4]);
    expect([...(await list.of({ version, withdrawals: 2 }))]).toEqual([4]);
    expect([...(await list.of({ version, withdrawals: 3 }))]).toEqual([4, 5]);
    expect([...(await list.of({ version: { ...version, modelId: 8 }, withdrawals: 3 }))]).toEqual([]);
    expect(asked.map((path) => path.split('/').at(-2))).toEqual(['7', '7', '8']);
  });

  it('lets nothing be answered when the list cannot be had', async () => {
    const { list } = tombstones([]);
    await expect(list.of({ version, withdrawals: 1 })).rejects.toThrow('ECONNREFUSED');
  });
});
