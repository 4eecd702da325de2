import type { LoadVersion } from '@personal-assistant/contracts';
import { HealthRegistry, RemoteUnreachableError, type ServiceClient } from '@personal-assistant/service-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveVersions } from './live-versions.js';
import type { VersionsService } from './versions.service.js';

const refOf = (modelId: number): LoadVersion => ({
  workspaceId: '11111111-1111-4111-8111-111111111111',
  modelId,
  directory: `w/${modelId}`,
  manifestSha256: 'a'.repeat(64),
});

function set(answers: (LoadVersion[] | Error)[], refused: number[] = []) {
  const loaded: number[] = [];
  const health = new HealthRegistry();
  const get = () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ items: answer });
  };
  const load = ({ modelId }: LoadVersion) => {
    if (refused.includes(modelId)) return Promise.reject(new Error('differs from its checksum'));
    loaded.push(modelId);
    return Promise.resolve({ modelId, passages: 1, ms: 1 });
  };
  const live = new LiveVersions({ load } as VersionsService, { get: get as ServiceClient['get'] }, health);
  return { live, loaded, ready: async () => (await health.run()).ready };
}

describe('LiveVersions', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is ready once every live version serves', async () => {
    const { live, loaded, ready } = set([[refOf(1), refOf(2)]]);
    expect(await ready()).toBe(false);
    live.onApplicationBootstrap();
    await live.loaded;
    expect(loaded).toEqual([1, 2]);
    expect(await ready()).toBe(true);
  });

  it('does not let one damaged version keep the others waiting', async () => {
    const { live, loaded, ready } = set([[refOf(1), refOf(2)]], [1]);
    live.onApplicationBootstrap();
    await live.loaded;
    expect(loaded).toEqual([2]);
    expect(await ready()).toBe(true);
  });
});

describe('LiveVersions while the data service is away', () => {
  const away = new RemoteUnreachableError('ECONNREFUSED');

  it('asks again until it answers', async () => {
    const { live, loaded } = set([away, away, [refOf(1)]]);
    live.onApplicationBootstrap();
    await live.loaded;
    expect(loaded).toEqual([1]);
  });

  it('stops asking when the service stops, and was never ready', async () => {
    const { live, loaded, ready } = set([away]);
    live.onApplicationBootstrap();
    live.beforeApplicationShutdown();
    await live.loaded;
    expect(loaded).toEqual([]);
    expect(await ready()).toBe(false);
  });
});
