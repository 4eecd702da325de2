import type { GoldenReport } from '@personal-assistant/contracts';
import { plainText, richTextSchema } from '@personal-assistant/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SweeperService } from '../outbox/sweeper.service.js';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness } from '../testing/harness.js';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
});
afterAll(() => service.close());

interface Pair {
  id: number;
  question: string;
  answer: string;
  golden: number;
}
let lessons = 0;
async function pair(answer: string, question = `Where is thing number ${lessons++}?`, person = bob): Promise<Pair> {
  await service.telegram(GROUP, person, { kind: 'TRAIN', text: `Q: ${question} A: ${answer}` });
  const { id } = await service.db.trainData.findFirstOrThrow({ where: { answer }, orderBy: { id: 'desc' } });
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
  const { id: golden } = await service.db.goldenQuestion.findFirstOrThrow({ where: { trainDataId: id } });
  return { id, question, answer, golden };
}
async function begun(): Promise<{ id: number; attemptToken: string; live: { withdrawn: number[] } | null }> {
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
  const { id } = await service.db.model.findFirstOrThrow({ where: { status: 'PROCESSING' } });
  return { id, ...((await service.internal(`/models/${id}/claim`, { worker: 'w' })).body as object) } as never;
}
async function complete(
  { id, attemptToken }: { id: number; attemptToken: string },
  report?: Partial<GoldenReport>,
): Promise<number> {
  const live = await service.db.model.findFirst({ where: { live: true } });
  const counts = { asked: 9, right: 1, liveRight: 9, fixed: 0, broken: 8, liveModelId: live?.id, items: [] };
  const { status } = await service.internal(`/models/${id}/complete`, {
    attemptToken,
    directory: `w/${id}`,
    manifestSha256: 'b'.repeat(64),
    metrics: { texts: 1, passages: 1, seconds: 1, threshold: 0.5, falseAnswerRate: 0.05 },
    golden: report && { ...counts, ...report },
  });
  expect(status).toBe(200);
  await service.drain();
  return id;
}
/** Of a golden question that the live version has right, with the text that it read. */
const item = (
  { golden, question, answer }: Pair,
  live: Partial<GoldenReport['items'][number]['live']> = {},
): GoldenReport['items'][number] => ({
  id: golden,
  question,
  expected: answer,
  verdict: 'broken',
  candidate: { right: false },
  live: { answer, right: true, ...live },
});
const withdraw = (id: number) => service.telegram(APPROVERS, ann, { kind: 'WITHDRAW', trainDataId: id });
/** All that the database and the API have about versions, and what is said in chats about them. */
async function everything(): Promise<string> {
  const rows = await Promise.all([
    service.db.model.findMany(),
    service.db.goldenResult.findMany(),
    service.db.goldenQuestion.findMany(),
    service.db.chatMessage.findMany({ where: { authorId: null } }),
    service.db.command.findMany({ where: { kind: { not: 'TRAIN' } } }),
  ]);
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
async function gateQuestion(id: number): Promise<string> {
  const message = await service.db.chatMessage.findFirstOrThrow({
    where: { key: `model:${id}:gate`, chat: { externalId: APPROVERS } },
  });
  expect(JSON.stringify(message.buttons)).toContain('PUT_LIVE');
  return plainText(richTextSchema.parse(message.text));
}

describe('the report of a version', () => {
  it('loses what was asked because of a withdrawn text, what was read from it, and the example of a doubt', async () => {
    const [kept, gone, read, cited] = [
      await pair('in the kept drawer'),
      await pair('under the lost carpet'),
      await pair('in the brown box'),
      await pair('on the upper shelf'),
    ];
    await complete(await begun());
    await pair('behind the new door');
    const doubtExample = {
      question: 'Where?',
      pair: 'zzz pair words',
      texts: 'yyy text words',
      trainDataIds: [gone.id],
    };
    const id = await complete(await begun(), {
      doubt: 'only 0 of 12 new pairs give the same answer',
      doubtExample,
      items: [
        item(kept),
        item(gone),
        item(read, { answer: 'as the lost carpet says', trainDataId: gone.id }),
        item(cited, { answer: 'as two texts say of the carpet', trainDataId: kept.id, citedIds: [kept.id, gone.id] }),
      ],
    });
    const before = await gateQuestion(id);
    for (const words of ['lost carpet', 'zzz pair words', 'because only 0 of 12']) expect(before).toContain(words);
    await service.telegram(APPROVERS, ann, { kind: 'GOLDEN' });
    await service.telegram(
      APPROVERS,
      ann,
      { kind: 'HELP' },
      { replyTo: { messageId: '1', text: 'It is under the lost carpet.', fromAssistant: true } },
    );
    await withdraw(gone.id);

    const stored = await everything();
    for (const words of ['carpet', 'zzz pair words', 'yyy text words']) {
      expect([words, stored.includes(words)]).toEqual([words, false]);
    }
    const after = await gateQuestion(id);
    expect(after).toContain('because only 0 of 12');
    expect(after).toContain('right: «in the kept drawer»');
    const response = await service.fetch(`/api/models/${id}`, { token: API_TOKEN });
    expect(await response.json()).toMatchObject({
      golden: { asked: 9, right: 1 },
      goldenItems: [item(kept)],
      doubtExample: null,
    });
  });

  it('loses an answer that another text has taken the place of since', async () => {
    const old = await pair('at nine in the morning');
    await complete(await begun());
    await pair('somewhere else');
    const id = await complete(await begun(), { items: [item(old)] });
    const newer = await pair('at ten', old.question);
    expect(newer.golden).toBe(old.golden);
    await withdraw(old.id);
    expect(await everything()).not.toContain('nine in the morning');
    expect(await service.db.goldenQuestion.count({ where: { id: newer.golden } })).toBe(1);
    expect((await service.db.model.findUniqueOrThrow({ where: { id } })).golden).toMatchObject({ items: [] });
  });

  it('comes without what was withdrawn while its training ran; the live version is asked without what was withdrawn before', async () => {
    const [early, late, kept] = [await pair('the early one'), await pair('the late one'), await pair('the third one')];
    await complete(await begun());
    await withdraw(early.id);
    const training = await begun();
    expect(training.live?.withdrawn).toContain(early.id);
    expect(training.live?.withdrawn).not.toContain(late.id);
    await withdraw(late.id);
    const doubtExample = { question: 'x', pair: 'the late one', texts: 'y', trainDataIds: [late.id, kept.id] };
    await complete(training, {
      items: [item(late), item(kept), item(kept, { answer: 'said by the late one', trainDataId: late.id })],
      doubtExample,
    });
    expect(await everything()).not.toContain('the late one');
    expect(await gateQuestion(training.id)).toContain('the third one');
  });

  it('of another workspace stays as it is', async () => {
    const mine = await pair('in the mine');
    const { id: elsewhere } = await service.db.workspace.create({ data: { name: 'elsewhere' } });
    const golden = { asked: 1, right: 1, fixed: 0, broken: 0, items: [item(mine, { trainDataId: mine.id })] };
    const { id } = await service.db.model.create({
      data: { workspaceId: elsewhere, name: 'theirs', status: 'DONE', correlationId: 'c', golden },
    });
    await withdraw(mine.id);
    expect((await service.db.model.findUniqueOrThrow({ where: { id } })).golden).toEqual(golden);
  });

  it('loses the words of somebody who is forgotten in the same step as their text', async () => {
    const zora = { id: '9100', username: 'zora', displayName: 'Zora' };
    const [hers, kept, read] = [
      await pair('Flobbert sleeps there', undefined, zora),
      await pair('it stays'),
      await pair('it was read elsewhere'),
    ];
    await complete(await begun());
    await pair('yet another one');
    const id = await complete(await begun(), {
      items: [item(hers), item(kept), item(read, { answer: 'Flobbert sleeps', trainDataId: hers.id })],
    });
    const { id: userId } = await service.db.user.findFirstOrThrow({ where: { externalId: zora.id } });
    await service.telegram(GROUP, zora, { kind: 'CONFIRM_FORGET', userId });
    await service.app.get(SweeperService).sweep();
    expect(await everything()).not.toContain('Flobbert');
    expect(await gateQuestion(id)).toContain('it stays');
  });
});

describe('what was said about versions and golden questions', () => {
  it('loses the words: /diff, /golden, and the card of a decided correction', async () => {
    const [gone, kept] = [await pair('inside the secret wall'), await pair('in the open')];
    const a = await complete(await begun());
    await pair('one more thing');
    const b = await complete(await begun(), { items: [item(gone), item(kept)] });
    await service.telegram(APPROVERS, ann, { kind: 'DIFF', modelId: a, otherId: b });
    await service.telegram(GROUP, bob, { kind: 'ASK', text: 'Where is that wall?' });
    const { id } = await service.db.question.findFirstOrThrow({ where: { text: 'Where is that wall?' } });
    const quote = (await service.db.trainData.findUniqueOrThrow({ where: { id: gone.id } })).text;
    const live = await service.db.model.findFirstOrThrow({ where: { live: true } });
    await service.internal(`/questions/${id}/answer`, {
      modelId: live.id,
      abstained: false,
      text: 'inside the secret wall',
      confidence: 0.9,
      sources: [{ trainDataId: gone.id, quote, start: 0 }],
      ms: 1,
    });
    const json = { text: 'There never was such a thing.' };
    const made = await service.fetch(`/api/questions/${id}/correction`, { method: 'POST', json, token: API_TOKEN });
    expect(made.status).toBeLessThan(300);
    const { id: correction } = await service.db.trainData.findFirstOrThrow({ where: { correctsId: id } });
    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: correction });
    expect(await everything()).toContain('secret wall');
    await withdraw(gone.id);
    expect(await everything()).not.toContain('secret wall');
    const card = await service.db.chatMessage.findFirstOrThrow({ where: { key: `train-data:${correction}:card` } });
    expect(JSON.stringify(card.text)).toContain('Approved by Ann');
    expect(card.buttons).toEqual([]);
  });
});
