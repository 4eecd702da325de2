import { describe, expect, it } from 'vitest';
import type { Version, VersionRef } from './version.js';
import { type LoadedVersion, VersionRegistry } from './version-registry.js';

const WORKSPACE = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const refOf = (modelId: number, workspaceId = WORKSPACE): VersionRef => ({
  workspaceId,
  modelId,
  directory: `${workspaceId}/${modelId}`,
  manifestSha256: 'a'.repeat(64),
});

/** A registry over versions that only remember how often they were opened and closed. */
function fakeRegistry(keptInAll?: number) {
  const opened: number[] = [];
  const closed: number[] = [];
  const gates = new Map<number, Promise<void>>();
  const open = async (ref: VersionRef): Promise<LoadedVersion> => {
    opened.push(ref.modelId);
    await gates.get(ref.modelId);
    const version = { passages: ref.modelId, close: () => closed.push(ref.modelId) } as unknown as Version;
    return { ref, version, threshold: 0.5 };
  };
  return { registry: new VersionRegistry(open, keptInAll), opened, closed, gates };
}

function gate() {
  let release: () => void = () => undefined;
  let refuse: (reason: Error) => void = () => undefined;
  const passed = new Promise<void>((resolve, reject) => {
    release = resolve;
    refuse = reject;
  });
  return { passed, release, refuse };
}
const latest = (registry: VersionRegistry) =>
  registry
    .list()
    .filter((item) => item.latest)
    .map((item) => item.ref.modelId);

describe('VersionRegistry', () => {
  it('opens a version once for many who want it at the same time', async () => {
    const { registry, opened } = fakeRegistry();
    await Promise.all([
      registry.load(refOf(1)),
      registry.load(refOf(1)),
      registry.use(refOf(1), () => Promise.resolve()),
    ]);
    await registry.load(refOf(1));
    expect(opened).toEqual([1]);
  });

  it('lets the old version serve until the new one is open, and keeps it for questions that name it', async () => {
    const { registry, gates, opened } = fakeRegistry();
    const { passed, release } = gate();
    gates.set(2, passed);
    await registry.load(refOf(1));
    const loading = registry.load(refOf(2));
    expect(await registry.use(refOf(1), ({ ref }) => Promise.resolve(ref.modelId))).toBe(1);
    expect(latest(registry)).toEqual([1]);
    release();
    await loading;
    expect(latest(registry)).toEqual([2]);
    expect(await registry.use(refOf(1), ({ ref }) => Promise.resolve(ref.modelId))).toBe(1);
    expect(opened).toEqual([1, 2]);
  });

  it('stays with the old version when the new one is refused, and may try again', async () => {
    const { registry, gates } = fakeRegistry();
    await registry.load(refOf(1));
    const { passed, refuse } = gate();
    gates.set(2, passed);
    const loading = registry.load(refOf(2));
    refuse(new Error('differs from its checksum'));
    await expect(loading).rejects.toThrow('checksum');
    expect(latest(registry)).toEqual([1]);
    gates.delete(2);
    await registry.load(refOf(2));
    expect(latest(registry)).toEqual([2]);
  });

  it('closes a version that is out of use only when its last question has ended', async () => {
    const { registry, closed } = fakeRegistry();
    await registry.load(refOf(1));
    const { passed, release } = gate();
    const question = registry.use(refOf(1), () => passed);
    await registry.load(refOf(2));
    await registry.load(refOf(3));
    expect(closed).toEqual([]);
    release();
    await question;
    expect(closed).toEqual([1]);
  });

  it('opens again what a question names, without making it the latest', async () => {
    const { registry, opened } = fakeRegistry();
    for (const id of [1, 2, 3]) await registry.load(refOf(id));
    expect(await registry.use(refOf(1), ({ ref }) => Promise.resolve(ref.modelId))).toBe(1);
    expect(opened).toEqual([1, 2, 3, 1]);
    expect(latest(registry)).toEqual([3]);
    expect(registry.list()).toHaveLength(2);
  });

  it('makes an older version the latest when it is loaded (rollback)', async () => {
    const { registry, opened } = fakeRegistry();
    await registry.load(refOf(1));
    await registry.load(refOf(2));
    await registry.load(refOf(1));
    expect(latest(registry)).toEqual([1]);
    expect(opened).toEqual([1, 2]);
  });

  it('bounds the versions open in the process, least recently used first', async () => {
    const { registry, closed } = fakeRegistry(2);
    await registry.load(refOf(1));
    await registry.load(refOf(2, OTHER));
    await registry.use(refOf(1), () => Promise.resolve());
    await registry.load(refOf(3));
    expect(closed).toEqual([2]);
  });

  it('never runs a question on a closed version, however many versions crowd in', async () => {
    const { registry, closed } = fakeRegistry(1);
    const ids = Array.from({ length: 40 }, (_, i) => (i % 5) + 1);
    const ran = await Promise.all(
      ids.map((id) =>
        registry.use(refOf(id), async ({ ref }) => {
          const closedBefore = closed.filter((other) => other === id).length;
          await Promise.resolve();
          expect(closed.filter((other) => other === id)).toHaveLength(closedBefore);
          return ref.modelId;
        }),
      ),
    );
    expect(ran).toEqual(ids);
  });

  it('closes everything at the end', async () => {
    const { registry, closed } = fakeRegistry();
    await registry.load(refOf(1));
    await registry.load(refOf(2, OTHER));
    registry.closeAll();
    expect(closed.sort()).toEqual([1, 2]);
    expect(registry.list()).toEqual([]);
  });
});
