import { type Gap, plainText, richTextSchema } from '@personal-assistant/contracts';
import { withClient } from '@personal-assistant/launcher';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SweeperService } from '../outbox/sweeper.service.js';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness, type Person } from '../testing/harness.js';
import { ClusteringService } from './clustering.service.js';
import { CLUSTERING_LOCK } from './gap.repository.js';
import { GapTeller } from './gap-teller.service.js';

const eve: Person = { id: '777', username: 'eve', displayName: 'Eve' };
let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
  await trained('The first lesson says that the garden opens at nine.');
});
afterAll(() => service.close());

async function build(): Promise<number> {
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
  const { id } = await service.db.model.findFirstOrThrow({ where: { status: 'PROCESSING' } });
  const { body } = await service.internal(`/models/${id}/claim`, { worker: 'w' });
  await service.internal(`/models/${id}/complete`, {
    attemptToken: (body as { attemptToken: string }).attemptToken,
    directory: `w/${id}`,
    manifestSha256: 'b'.repeat(64),
    metrics: { texts: 1, passages: 1, seconds: 1, threshold: 0.5, falseAnswerRate: 0.05 },
  });
  await service.drain();
  return id;
}
async function trained(text: string): Promise<void> {
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  const { id } = await service.db.trainData.findFirstOrThrow({ where: { text } });
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
  await build();
}

/** A subject is a direction of its own; `off` turns away from it. */
function embedding(subject: number, off = 0, embedder = 'e') {
  const bytes = new Int8Array(384);
  bytes[subject] = Math.round(127 * Math.sqrt(1 - off ** 2));
  bytes[383] = Math.round(127 * off);
  return { int8: Buffer.from(bytes.buffer).toString('base64'), scale: 1 / 127, embedder };
}
async function asked(text: string, person = bob): Promise<string> {
  await service.telegram(GROUP, person, { kind: 'ASK', text });
  return (await service.db.question.findFirstOrThrow({ where: { text }, orderBy: { createdAt: 'desc' } })).id;
}
async function submitAbstention(id: string, vector: ReturnType<typeof embedding> | undefined): Promise<void> {
  const { id: modelId } = await service.db.model.findFirstOrThrow({ where: { live: true } });
  const body = { modelId, abstained: true, text: 'x', confidence: 0, sources: [], embedding: vector, ms: 1 };
  expect((await service.internal(`/questions/${id}/answer`, body)).status).toBe(200);
}
async function notTaught(id: string, vector: ReturnType<typeof embedding> | undefined): Promise<number | null> {
  await submitAbstention(id, vector);
  await service.app.get(ClusteringService).drain();
  return (await service.db.question.findUniqueOrThrow({ where: { id } })).gapId;
}
const unanswered = async (text: string, vector: ReturnType<typeof embedding>, person = bob) => {
  const gapId = await notTaught(await asked(text, person), vector);
  if (gapId === null) throw new Error('no gap');
  return gapId;
};
const gap = (id: number) => service.db.gap.findUniqueOrThrow({ where: { id } });
const api = (path: string, json?: unknown) =>
  service.fetch(`/api/gaps${path}`, { method: json === undefined ? 'GET' : 'POST', json, token: API_TOKEN });
async function said(where: object): Promise<string[]> {
  const rows = await service.db.chatMessage.findMany({ where: { authorId: null, ...where }, orderBy: { id: 'asc' } });
  return rows.map(({ text }) => plainText(richTextSchema.parse(text)));
}
const lastReply = async (chatId: string) =>
  (await said({ chat: { externalId: chatId }, key: { startsWith: 'command:' } })).at(-1);
/** Replies in words to the last card of a gap. */
async function replyToCard(id: number, text: string, person = ann): Promise<void> {
  await service.drain();
  const card = await service.db.chatMessage.findFirstOrThrow({
    where: { key: { startsWith: `gap:${id}:card:` } },
    orderBy: { id: 'desc' },
  });
  const replyTo = { messageId: card.externalId ?? '', fromAssistant: true };
  await service.telegram(APPROVERS, person, { kind: 'ASK', text }, { replyTo });
}

describe('unanswered questions', () => {
  it('that ask the same are one gap, named by the most typical; others are others', async () => {
    const first = await unanswered('Where may I park, by the way?', embedding(1, 0.6));
    expect(await unanswered('Where is the parking?', embedding(1), eve)).toBe(first);
    expect(await unanswered('Parking where?', embedding(1, 0.05))).toBe(first);
    expect(await unanswered('Who has the keys?', embedding(2))).not.toBe(first);
    expect(await gap(first)).toMatchObject({ count: 3, label: expect.stringMatching(/parking/iu) as string });
    // Of another embedder the numbers mean something else.
    expect(await unanswered('Parking, said otherwise?', embedding(1, 0, 'other'))).not.toBe(first);
  });

  it('asked at once open one gap', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, (_, i) => asked(`What is the code, number ${i}?`)));
    const gaps = await Promise.all(ids.map((id) => notTaught(id, embedding(3))));
    expect(new Set(gaps).size).toBe(1);
    expect(await gap(gaps[0] ?? 0)).toMatchObject({ count: 6 });
  });

  it('are read again by approvers’ open pages when one comes and when it is decided', async () => {
    const told = () => service.db.event.count({ where: { type: 'GAPS', audience: 'APPROVER' } });
    const before = await told();
    const id = await unanswered('Who opens the gate on Sundays?', embedding(21));
    expect(await told()).toBe(before + 1);
    expect((await api(`/${id}/out-of-scope`, {})).ok).toBe(true);
    expect(await told()).toBe(before + 2);
    expect((await api(`/${id}/out-of-scope`, {})).status).toBe(409);
    expect(await told()).toBe(before + 2);
  });

  it('without a vector, or of another workspace, are left alone', async () => {
    expect(await notTaught(await asked('Without a vector?'), undefined)).toBeNull();
    const mine = await unanswered('Who waters the plants?', embedding(4));
    const other = await service.db.workspace.create({ data: { name: 'other' } });
    await service.db.gap.update({ where: { id: mine }, data: { workspaceId: other.id } });
    expect(await unanswered('Who waters the plants then?', embedding(4))).not.toBe(mine);
    expect((await api(`/${mine}/answer`, { text: 'Bob does it every evening.' })).status).toBe(404);
    expect((await api(`/${mine}/out-of-scope`, {})).status).toBe(404);
    const { items } = (await (await api('')).json()) as { items: Gap[] };
    expect(items.map(({ id }) => id)).not.toContain(mine);
  });
});

describe('who waits for an answer', () => {
  it('does not wait for the gap that it goes into, which comes with the next round', async () => {
    const id = await asked('Who waters the roses?');
    const question = () => service.db.question.findUniqueOrThrow({ where: { id } });
    const { workspaceId } = await question();
    await withClient(service.database.url, async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [CLUSTERING_LOCK, workspaceId]);
      await submitAbstention(id, embedding(41));
      expect(await question()).toMatchObject({ status: 'ANSWERED', gapId: null });
      await client.query('ROLLBACK');
    });
    await service.app.get(SweeperService).sweep();
    expect(await question()).toMatchObject({ gapId: expect.any(Number) as number, embedding: null });
  });

  it('leaves a vector of no use behind', async () => {
    const id = await asked('Who mows the lawn?');
    await service.db.question.update({ where: { id }, data: { status: 'ANSWERED', embedding: { int8: 'x' } } });
    await service.app.get(ClusteringService).drain();
    expect(await service.db.question.findUniqueOrThrow({ where: { id } })).toMatchObject({
      gapId: null,
      embedding: null,
    });
  });
});

describe('/gaps', () => {
  it('posts what was asked most, in the chat of the approvers, to approvers', async () => {
    await service.telegram(APPROVERS, ann, { kind: 'GAPS' });
    const cards = await said({ key: { startsWith: 'gap:' }, chat: { externalId: APPROVERS } });
    expect(cards[0]).toMatch(/^What is the code, number \d\?\nAsked 6 times by one person since just now\. Reply/u);
    expect(cards.length).toBeGreaterThanOrEqual(3);
    await service.telegram(GROUP, bob, { kind: 'GAPS' });
    expect(await lastReply(GROUP)).toContain("approvers' chat only");
    await service.telegram(APPROVERS, eve, { kind: 'GAPS' });
    expect(await lastReply(APPROVERS)).toContain('Only approvers can do that');
    const mia = await service.signInAsMember('Mia');
    expect((await service.fetch('/api/gaps', { headers: { cookie: mia } })).status).toBe(403);
  });

  it('lists them page by page on the page', async () => {
    const page = async (query: string) => (await (await api(query)).json()) as { items: Gap[]; next: string | null };
    const all = await page('');
    const first = await page('?limit=1');
    expect(first.items).toEqual(all.items.slice(0, 1));
    expect((await page(`?limit=1&after=${first.next}`)).items).toEqual(all.items.slice(1, 2));
    expect((await api('?after=x')).status).toBe(400);
    expect(all.items[0]).toMatchObject({ count: 6, people: 1, status: 'OPEN' });
  });
});

describe('an answer', () => {
  it('in reply to the card is taught as a pair and approved, and who asked is told once it is known', async () => {
    const id = await unanswered('When is the barbecue?', embedding(10));
    await unanswered('When will the barbecue be?', embedding(10, 0.2), eve);
    await unanswered('Tell me, when is the barbecue?', embedding(10, -0.2), eve);
    await service.telegram(APPROVERS, ann, { kind: 'GAPS' });
    await replyToCard(id, 'On Friday.', eve);
    expect(await lastReply(APPROVERS)).toContain('Only approvers can do that');
    await replyToCard(id, 'On Friday at six in the garden.');
    const { trainDataId } = await gap(id);
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: trainDataId ?? 0 } })).toMatchObject({
      status: 'PENDING',
      text: 'When is the barbecue?\nOn Friday at six in the garden.',
      answer: 'On Friday at six in the garden.',
    });
    expect(await lastReply(APPROVERS)).toContain(`Taught as #${trainDataId} and approved. I tell everybody who asked`);
    expect((await said({ key: { startsWith: `gap:${id}:card:` } })).at(-1)).toContain(
      `Answered by Ann with #${trainDataId}`,
    );
    // Asked before it is known: still the same gap, and told as well.
    const mia: Person = { id: '888', displayName: 'Max' };
    expect(await unanswered('Barbecue, when?', embedding(10), mia)).toBe(id);
    const told = () => said({ key: { startsWith: `gap:${id}:known:` } });
    await service.app.get(GapTeller).tellAll();
    expect(await told()).toEqual([]);
    await build();
    expect((await told()).length).toBe(3);
    expect(await told()).toContain(
      'You asked: Barbecue, when?\nI was taught that meanwhile: On Friday at six in the garden.',
    );
    expect(await told()).toContainEqual(expect.stringContaining('Tell me, when'));
    await Promise.all([service.app.get(GapTeller).tellAll(), service.app.get(GapTeller).tellAll()]);
    expect((await told()).length).toBe(3);
    expect((await gap(id)).toldAt).not.toBeNull();
    // Known and told: whoever still gets no answer opens a new one.
    expect(await unanswered('Barbecue again?', embedding(10))).not.toBe(id);
    // A withdrawn answer is not shown any longer.
    await service.telegram(APPROVERS, ann, { kind: 'WITHDRAW', trainDataId: trainDataId ?? 0 });
    expect(await told()).toEqual([1, 2, 3].map(() => `#${trainDataId} was withdrawn.`));
  });

  it('that is withdrawn before it is known opens the question again', async () => {
    const id = await unanswered('How loud is the music?', embedding(11));
    await api(`/${id}/answer`, { text: 'It is as loud as the neighbours let it be.' });
    const { trainDataId } = await gap(id);
    expect(await gap(id)).toMatchObject({ status: 'ANSWERED' });
    await service.telegram(APPROVERS, ann, { kind: 'WITHDRAW', trainDataId: trainDataId ?? 0 });
    expect(await gap(id)).toMatchObject({ status: 'OPEN', trainDataId: null });
  });

  it('is given once, whoever is first, and has to be a text', async () => {
    const id = await unanswered('What does the sauna cost?', embedding(12));
    expect((await api(`/${id}/answer`, { text: '  ' })).status).toBe(422);
    const statuses = await Promise.all(
      ['It costs three euros.', 'It is free for members.'].map(
        async (text) => (await api(`/${id}/answer`, { text })).status,
      ),
    );
    expect(statuses.sort()).toEqual([200, 409]);
    expect((await api(`/${id}/out-of-scope`, {})).status).toBe(409);
    expect(await service.db.trainData.count({ where: { question: 'What does the sauna cost?' } })).toBe(1);
  });
});

describe('out of scope', () => {
  it('is a golden question with no answer, by the button; asked again it stays decided', async () => {
    const id = await unanswered('What is the meaning of life?', embedding(20));
    await service.telegram(APPROVERS, eve, { kind: 'OUT_OF_SCOPE', gapId: id });
    expect(await gap(id)).toMatchObject({ status: 'OPEN' });
    await service.telegram(APPROVERS, ann, { kind: 'OUT_OF_SCOPE', gapId: id });
    expect(await gap(id)).toMatchObject({ status: 'OUT_OF_SCOPE' });
    expect(
      await service.db.goldenQuestion.findFirstOrThrow({ where: { question: 'What is the meaning of life?' } }),
    ).toMatchObject({ answer: null, origin: 'ABSTENTION' });
    expect(await unanswered('Meaning of life?', embedding(20))).toBe(id);
    expect(await gap(id)).toMatchObject({ status: 'OUT_OF_SCOPE', count: 2 });
    await service.telegram(APPROVERS, ann, { kind: 'OUT_OF_SCOPE', gapId: id });
    expect(await lastReply(APPROVERS)).toBe('Out of scope, says Ann.');
  });
});
