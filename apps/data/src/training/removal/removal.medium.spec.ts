import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OutboxRepository } from '../../outbox/outbox.repository.js';
import { SweeperService } from '../../outbox/sweeper.service.js';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness } from '../../testing/harness.js';

const eve = { id: '777', username: 'eve', displayName: 'Eve' };
const KEPT = 2;
let service: Harness;
beforeAll(async () => {
  service = await Harness.start({ KEEP_VERSIONS: String(KEPT) });
});
afterAll(() => service.close());
beforeEach(async () => {
  service.train.available = true;
  service.train.removed.length = 0;
  await service.db.workspace.updateMany({ data: { wantedModelId: null } });
  await service.db.model.updateMany({ data: { live: false, parentId: null, retiredAt: new Date(0), gate: null } });
  await service.db.model.updateMany({ where: { status: 'PROCESSING' }, data: { status: 'FAILED' } });
});

const model = (id: number) => service.db.model.findUniqueOrThrow({ where: { id } });
const workspaceId = async () => (await service.db.workspace.findFirstOrThrow({ where: { name: 'default' } })).id;
interface Given {
  live?: boolean;
  parentId?: number;
  gate?: 'ASKED' | 'DECLINED' | 'PASSED';
  status?: 'DONE' | 'FAILED' | 'PROCESSING' | 'CANCELLED';
  workspaceId?: string;
}
/** A version as a training leaves it. */
async function built(given: Given = {}): Promise<number> {
  const { id } = await service.db.user.upsert({
    where: { channel_externalId: { channel: 'TELEGRAM', externalId: ann.id } },
    create: { channel: 'TELEGRAM', externalId: ann.id, displayName: 'Ann' },
    update: {},
  });
  const { status = 'DONE', workspaceId: workspace = await workspaceId(), ...rest } = given;
  const made = await service.db.model.create({
    data: { name: 'v', status, workspaceId: workspace, startedById: id, correlationId: 'c', ...rest },
  });
  const files = status === 'DONE' || status === 'FAILED' ? { directory: `w/${made.id}`, manifestSha256: 'b' } : {};
  await service.db.model.update({ where: { id: made.id }, data: { name: `v${made.id}`, ...files } });
  return made.id;
}
const want = async (id: number) =>
  service.db.workspace.update({ where: { name: 'default' }, data: { wantedModelId: id } });
const sweep = async () => {
  await service.app.get(SweeperService).sweep();
  await service.drain();
};
const removed = () => service.train.removed.map(({ modelId }) => modelId).sort((a, b) => a - b);
const remove = (id: number, init: object = { token: API_TOKEN }) =>
  service.fetch(`/api/models/${id}`, { method: 'DELETE', ...init });
async function said(): Promise<string> {
  await service.drain();
  return service.bot.textsTo(APPROVERS).at(-1) ?? '';
}

describe('KEEP_VERSIONS', () => {
  it('removes what is beyond it, and nothing that is needed', async () => {
    const base = await built();
    const parent = await built();
    const [asked, old, declined] = [await built({ gate: 'ASKED' }), await built(), await built({ gate: 'DECLINED' })];
    const wanted = await built();
    const live = await built({ live: true, parentId: parent });
    await want(wanted);
    const newest = [await built(), await built({ status: 'CANCELLED' }), await built()];
    await built({ status: 'PROCESSING', parentId: base });
    await sweep();
    expect(removed()).toEqual([old, declined]);
    for (const id of [base, parent, asked, wanted, live, ...newest]) {
      expect(await model(id)).toMatchObject({ retiredAt: null, removedAt: null });
    }
    expect((await model(old)).removedAt).not.toBeNull();
    expect(await service.db.auditLog.count({ where: { subject: `model:${old}`, action: 'DELETE_VERSION' } })).toBe(1);
    await sweep();
    expect(removed()).toEqual([old, declined]);
  });

  it('removes what came to nothing after it was built, however new', async () => {
    const [failed, done] = [await built({ status: 'FAILED' }), await built()];
    await sweep();
    expect(removed()).toEqual([failed]);
    expect((await model(done)).retiredAt).toBeNull();
  });

  it('counts for each workspace', async () => {
    const { id: other } = await service.db.workspace.create({ data: { name: 'elsewhere' } });
    const theirs = [await built({ workspaceId: other }), await built({ workspaceId: other })];
    const ours = [await built(), await built(), await built()];
    await sweep();
    expect(service.train.removed).toEqual([{ workspaceId: await workspaceId(), modelId: ours[0] }]);
    for (const id of theirs) expect((await model(id)).retiredAt).toBeNull();
  });

  it('works when a version goes live, without the sweeper', async () => {
    const old = [await built(), await built(), await built()];
    await service.telegram(APPROVERS, ann, { kind: 'USE', modelId: old[1] });
    await service.drain();
    expect((await model(old[1] ?? 0)).live).toBe(true);
    expect(removed()).toEqual([old[0]]);
  });
});

describe('a version that is removed', () => {
  it('is not used from the commit on, and counts as removed once its files are gone', async () => {
    const [old] = [await built(), await built(), await built()];
    service.train.available = false;
    const before = service.train.requests.length;
    await service.app.get(SweeperService).sweep();
    await expect.poll(() => service.train.requests.length).toBeGreaterThan(before);
    expect(await model(old)).toMatchObject({ removedAt: null });
    expect((await model(old)).retiredAt).not.toBeNull();
    await service.telegram(APPROVERS, ann, { kind: 'USE', modelId: old });
    const reply = await service.db.chatMessage.findFirstOrThrow({ where: { authorId: null }, orderBy: { id: 'desc' } });
    expect(JSON.stringify(reply.text)).toContain(`The files of «v${old}» (#${old}) are no longer kept`);
    service.train.available = true;
    await service.drain();
    expect((await model(old)).removedAt).not.toBeNull();
    await service.telegram(APPROVERS, ann, { kind: 'MODELS' });
    expect(await said()).toContain(`#${old} v${old} · removed`);
    const shown = await service.fetch(`/api/models/${old}`, { token: API_TOKEN });
    expect(((await shown.json()) as { removedAt: string | null }).removedAt).not.toBeNull();
  });

  it('is removed by another replica when the one that had begun is killed', async () => {
    const id = await built();
    await built();
    await remove(id);
    await service.drain();
    await service.db.model.update({ where: { id }, data: { removedAt: null } });
    await service.db.outbox.updateMany({
      where: { kind: 'REMOVE_VERSION', targetId: String(id) },
      data: { status: 'WAITING', leaseToken: crypto.randomUUID(), leasedUntil: new Date(0), finishedAt: null },
    });
    await service.app.get(OutboxRepository).releaseExpired();
    await service.drain();
    expect(removed()).toEqual([id, id]);
    expect((await model(id)).removedAt).not.toBeNull();
  });

  it('is never one that nobody retired', async () => {
    const id = await built();
    await service.db.outbox.create({ data: { kind: 'REMOVE_VERSION', targetId: String(id), correlationId: 'c' } });
    await service.drain();
    expect(removed()).toEqual([]);
    expect(await service.db.outbox.count({ where: { targetId: String(id), status: 'DEAD' } })).toBe(1);
  });
});

describe('deleting a version', () => {
  it('is done by an approver, with the button or through the API, once', async () => {
    const [first, second] = [await built(), await built()];
    await service.telegram(GROUP, bob, { kind: 'DELETE_VERSION', modelId: first });
    await service.telegram(APPROVERS, eve, { kind: 'DELETE_VERSION', modelId: first });
    const mia = await service.signInAsMember('Mia');
    expect((await remove(first, { headers: { cookie: mia } })).status).toBe(403);
    expect((await model(first)).retiredAt).toBeNull();
    await service.telegram(APPROVERS, ann, { kind: 'DELETE_VERSION', modelId: first });
    expect(await said()).toContain(`«v${first}» (#${first}) is deleted`);
    const answer = await remove(second);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ id: second, removedAt: null });
    await service.drain();
    expect(removed()).toEqual([first, second]);
    expect(await (await remove(second)).json()).toMatchObject({
      code: 'CONFLICT',
      message: `«v${second}» (#${second}) is deleted already.`,
    });
  });

  it('is refused while the version is needed, with what to do', async () => {
    const base = await built();
    const parent = await built();
    const asked = await built({ gate: 'ASKED' });
    const wanted = await built();
    const live = await built({ live: true, parentId: parent });
    const building = await built({ status: 'PROCESSING', parentId: base });
    const nothing = await built({ status: 'CANCELLED' });
    await want(wanted);
    const refusals = [
      [live, 'is live, so it stays; go to another one first with /use.'],
      [parent, 'is the one that the live version was built on'],
      [wanted, 'is being loaded to go live'],
      [asked, 'waits for your decision'],
      [base, 'is the one that the running training builds on'],
      [building, 'is still being trained'],
      [nothing, 'has no files'],
    ] as const;
    for (const [id, words] of refusals) {
      const answer = await remove(id);
      expect(answer.status).toBe(409);
      expect(((await answer.json()) as { message: string }).message).toContain(words);
      expect((await model(id)).retiredAt).toBeNull();
    }
  });

  it('is not done in another workspace', async () => {
    const { id: other } = await service.db.workspace.create({ data: { name: 'next door' } });
    const theirs = await built({ workspaceId: other });
    expect((await remove(theirs)).status).toBe(404);
    await service.telegram(APPROVERS, ann, { kind: 'DELETE_VERSION', modelId: theirs });
    expect(await said()).toContain(`There is no version #${theirs}`);
    expect((await model(theirs)).retiredAt).toBeNull();
  });

  it('and going back to it exclude each other', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await built();
      await Promise.all([
        service.telegram(APPROVERS, ann, { kind: 'USE', modelId: id }),
        service.telegram(APPROVERS, ann, { kind: 'DELETE_VERSION', modelId: id }),
      ]);
      await service.drain();
      const { live, retiredAt } = await model(id);
      expect(live).toBe(retiredAt === null);
    }
  });
});
