import { plainText, richTextSchema } from '@personal-assistant/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SweeperService } from '../../outbox/sweeper.service.js';
import { ann, API_TOKEN, APPROVERS, GROUP, Harness, type Person, SERVICE_TOKEN } from '../../testing/harness.js';
import { TracesRepository } from './traces.repository.js';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start({ ADMIN_USERNAMES: 'pam' });
});
afterAll(() => service.close());
afterEach(() => vi.restoreAllMocks());

let people = 0;
function somebody(): Person {
  const number = people++;
  return { id: String(9000 + number), username: `user${number}x`, displayName: `Zora ${number} Quill` };
}
const bob: Person = { id: '502', username: 'bob', displayName: 'Bob' };
const METRICS = { texts: 1, passages: 1, seconds: 1, threshold: 0.5, falseAnswerRate: 0.05 };
const rowOf = ({ id }: Person) => service.db.user.findFirst({ where: { channel: 'TELEGRAM', externalId: id } });
let lessons = 0;
async function taught(person: Person, words = `The lantern number ${lessons++} hangs in the blue room.`) {
  await service.telegram(
    GROUP,
    person,
    { kind: 'TRAIN', text: words },
    { message: { id: `t${lessons}`, text: words } },
  );
  return service.db.trainData.findFirstOrThrow({ where: { text: words } });
}
async function approved(person: Person) {
  const lesson = await taught(person);
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: lesson.id });
  return lesson;
}
async function trained(): Promise<number> {
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
  const { id } = await service.db.model.findFirstOrThrow({ where: { status: 'PROCESSING' } });
  const { body } = await service.internal(`/models/${id}/claim`, { worker: 'w' });
  const { attemptToken } = body as { attemptToken: string };
  const built = { attemptToken, directory: `w/${id}`, manifestSha256: 'b'.repeat(64), metrics: METRICS };
  await service.internal(`/models/${id}/complete`, built);
  await service.drain();
  return id;
}
let asked = 0;
async function ask(person: Person, text = `Where is lantern ${asked++}, please?`) {
  await service.telegram(GROUP, person, { kind: 'ASK', text }, { message: { id: `q${asked}`, text: `/ask ${text}` } });
  return service.db.question.findFirstOrThrow({ where: { text } });
}
const answer = async (id: string, lesson?: { id: number; text: string }) => {
  const live = await service.db.model.findFirst({ where: { live: true } });
  const sources = lesson ? [{ trainDataId: lesson.id, quote: lesson.text, start: 0 }] : [];
  const text = lesson ? lesson.text : 'not taught';
  const body = { modelId: live?.id ?? null, abstained: !lesson, text, confidence: 0.9, sources, ms: 1 };
  return (await service.internal(`/questions/${id}/answer`, body)).status;
};
const confirm = (person: Person, userId: string, chat = GROUP) =>
  service.telegram(chat, person, { kind: 'CONFIRM_FORGET', userId });
async function begin(person: Person, chat = GROUP): Promise<string> {
  const { id } = (await rowOf(person)) ?? { id: '' };
  await service.telegram(chat, person, { kind: 'FORGET_ME' });
  await confirm(person, id, chat);
  return id;
}
const sweep = () => service.app.get(SweeperService).sweep();
async function forget(person: Person): Promise<string> {
  const id = await begin(person);
  await sweep();
  return id;
}
async function lastReply(chatId: string): Promise<string> {
  const { text } = await service.db.chatMessage.findFirstOrThrow({
    where: { chat: { externalId: chatId }, authorId: null },
    orderBy: { id: 'desc' },
  });
  return plainText(richTextSchema.parse(text));
}
/** Everything that is stored about people and what they said, as one text. */
async function everything(): Promise<string> {
  const { db } = service;
  const rows = await Promise.all([
    db.user.findMany(),
    db.command.findMany(),
    db.trainData.findMany(),
    db.question.findMany({ include: { answer: { include: { sources: true } } } }),
    db.goldenQuestion.findMany(),
    db.gap.findMany({ select: { label: true } }),
    db.chatMessage.findMany(),
    db.chat.findMany(),
    db.auditLog.findMany(),
    db.model.findMany(),
    db.invitation.findMany(),
    db.forgetting.findMany(),
  ]);
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

describe('/forget_me', () => {
  it('asks first, and only the same person can press the button', async () => {
    const zora = somebody();
    const { id: lesson } = await taught(zora);
    await service.telegram(GROUP, zora, { kind: 'FORGET_ME' });
    const question = await service.db.chatMessage.findFirstOrThrow({
      where: { chat: { externalId: GROUP }, authorId: null },
      orderBy: { id: 'desc' },
    });
    const { id } = await service.db.user.findFirstOrThrow({ where: { externalId: zora.id } });
    expect(plainText(richTextSchema.parse(question.text))).toContain('what you taught (1 text)');
    expect(question.buttons).toEqual([[{ label: 'Yes, forget me', action: { kind: 'CONFIRM_FORGET', userId: id } }]]);
    for (const other of [bob, ann, { ...zora, anonymous: true }]) {
      await confirm(other, id);
      expect(await lastReply(GROUP)).toMatch(/Only who sent \/forget_me can press this|anonymous admin/u);
    }
    await service.telegram(GROUP, { ...zora, anonymous: true }, { kind: 'FORGET_ME' });
    expect(await lastReply(GROUP)).toContain('anonymous admin');
    await sweep();
    expect(await service.db.forgetting.count()).toBe(0);
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: lesson } })).toMatchObject({
      status: 'SUBMITTED',
    });
  });

  it('leaves nothing of the person: neither words nor name nor number', async () => {
    const [zora, other] = [somebody(), somebody()];
    const [known, kept] = [await approved(zora), await approved(other)];
    const waiting = await taught(zora);
    const rejected = await taught(zora);
    await service.telegram(APPROVERS, ann, {
      kind: 'REJECT',
      trainDataId: rejected.id,
      reason: 'Zora should know better',
    });
    await service.telegram(GROUP, zora, { kind: 'TRAIN', text: 'Q: Who is Flobbert? A: Flobbert is my cat.' });
    const pair = await service.db.trainData.findFirstOrThrow({ where: { question: { contains: 'Flobbert' } } });
    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: pair.id });
    expect(await service.db.goldenQuestion.count({ where: { trainDataId: pair.id } })).toBe(1);
    const live = await trained();
    const [theirs, others] = [await ask(zora), await ask(other)];
    await answer(theirs.id, kept);
    expect(await answer(others.id, known)).toBe(200);
    await service.telegram(GROUP, zora, { kind: 'FEEDBACK', value: 'UP', questionId: others.id });
    // Somebody else teaches what Zora wrote: that is theirs.
    const reply = {
      messageId: 't1',
      text: 'Tea is at four.',
      sender: { ...zora, anonymous: false },
      fromAssistant: false,
    };
    await service.telegram(GROUP, other, { kind: 'TRAIN' }, { replyTo: reply });
    await service.telegram('9999', zora, { kind: 'HELP' }, { chat: { id: zora.id, type: 'private' } });
    await service.drain();

    const userId = await begin(zora);
    await service.drain();
    await sweep();
    await service.drain();
    await sweep();
    expect(await service.db.forgetting.findFirstOrThrow({ where: { userId } })).toMatchObject({
      texts: 4,
      person: null,
    });

    const stored = await everything();
    for (const trace of [zora.displayName, zora.username ?? '', `"${zora.id}"`, 'Flobbert', known.text, waiting.text]) {
      expect([trace, stored.includes(trace)]).toEqual([trace, false]);
    }
    expect(
      await service.db.auditLog.findFirstOrThrow({ where: { subject: `train-data:${rejected.id}`, action: 'REJECT' } }),
    ).toMatchObject({ detail: {} });
    const told = await service.db.chatMessage.findFirstOrThrow({
      where: { key: `train-data:${rejected.id}:decision` },
    });
    expect(plainText(richTextSchema.parse(told.text))).toBe(`#${rejected.id} was not accepted by Ann.`);
    for (const gone of [rejected.text, theirs.text]) expect([gone, stored.includes(gone)]).toEqual([gone, false]);
    // What belongs to others is there.
    for (const stays of [kept.text, 'Tea is at four.', other.displayName]) {
      expect([stays, stored.includes(stays)]).toEqual([stays, true]);
    }
    expect(await service.db.question.count({ where: { id: theirs.id } })).toBe(0);
    expect(await service.db.feedback.count({ where: { questionId: others.id } })).toBe(0);
    const left = await service.fetch(`/api/questions/${others.id}`, { token: API_TOKEN });
    expect(await left.json()).toMatchObject({
      answer: { sources: [], text: expect.stringContaining('taken back') as string },
    });
    const texts = await service.db.trainData.findMany({ where: { taughtById: userId } });
    for (const erased of texts) {
      expect(erased).toMatchObject({
        status: 'WITHDRAWN',
        text: '(forgotten)',
        question: null,
        rejectReason: null,
        hash: '',
      });
    }
    const passedOver = await service.fetch(`/internal/models/${live}/withdrawn`, { token: SERVICE_TOKEN });
    expect(((await passedOver.json()) as { ids: number[] }).ids).toEqual(expect.arrayContaining([known.id, pair.id]));
    expect(service.bot.textsTo(GROUP).join('\n')).toContain('It is done. I took back and erased 4 texts');
  });

  it('tells the approvers how many texts, and which versions hold them, with buttons', async () => {
    const zora = somebody();
    await approved(zora);
    const first = await trained();
    await approved(bob);
    const parent = await trained();
    await approved(bob);
    const live = await trained();
    const userId = await forget(zora);
    const { id } = await service.db.forgetting.findFirstOrThrow({ where: { userId } });
    const report = await service.db.chatMessage.findFirstOrThrow({
      where: { key: `forgetting:${id}:held`, chat: { externalId: APPROVERS } },
    });
    const words = plainText(richTextSchema.parse(report.text));
    expect(words).toContain('Somebody asked to be forgotten. 1 text of theirs is withdrawn and erased.');
    expect(words).toContain(
      `«version ${live}» (#${live}) (live), «version ${parent}» (#${parent}), «version ${first}» (#${first})`,
    );
    expect(JSON.stringify(report.buttons)).toContain('START_TRAIN');
    expect(JSON.stringify(report.buttons)).toContain(`Delete #${first}`);
    await service.telegram(GROUP, bob, { kind: 'DELETE_FORGOTTEN', forgettingId: id });
    await service.telegram(APPROVERS, bob, { kind: 'DELETE_FORGOTTEN', forgettingId: id });
    expect(await service.db.model.count({ where: { retiredAt: { not: null } } })).toBe(0);
    await service.telegram(APPROVERS, ann, { kind: 'DELETE_FORGOTTEN', forgettingId: id });
    expect(await lastReply(APPROVERS)).toContain(`«version ${live}» (#${live}) is live, so it stays`);
    await service.drain();
    expect((await service.db.model.findUniqueOrThrow({ where: { id: first } })).removedAt).not.toBeNull();
    expect((await service.db.model.findUniqueOrThrow({ where: { id: live } })).retiredAt).toBeNull();
    await service.db.model.updateMany({ data: { retiredAt: null } });
  });

  it('goes on where it was stopped, and says it once', async () => {
    const zora = somebody();
    const lesson = await approved(zora);
    await ask(zora);
    const userId = await begin(zora);
    const traces = service.app.get(TracesRepository);
    for (const step of ['eraseTexts', 'eraseQuestions', 'eraseMessages', 'eraseCommands', 'eraseFromModels'] as const) {
      vi.spyOn(traces, step).mockRejectedValueOnce(new Error('power cut'));
      await expect(sweep()).rejects.toThrow('power cut');
    }
    expect(await service.db.forgetting.findFirstOrThrow({ where: { userId } })).toMatchObject({
      finishedAt: null,
      texts: 1,
    });
    await Promise.all([sweep(), sweep()]);
    await sweep();
    const done = await service.db.forgetting.findFirstOrThrow({ where: { userId } });
    expect(done.finishedAt).not.toBeNull();
    expect((await everything()).includes(lesson.text)).toBe(false);
    expect(await service.db.chatMessage.count({ where: { key: `forgetting:${done.id}:done` } })).toBe(1);
    expect(await service.db.auditLog.count({ where: { action: 'FORGET_ME', actorId: userId } })).toBe(1);
  });

  it('makes a stranger of the person, who may teach again', async () => {
    const zora = somebody();
    await taught(zora);
    const userId = await forget(zora);
    expect(await service.db.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({
      externalId: `forgotten:${userId}`,
      username: null,
      displayName: 'Forgotten person',
    });
    await confirm(zora, userId);
    expect(await lastReply(GROUP)).toContain('Only who sent /forget_me can press this');
    const again = await taught(zora);
    expect(again.taughtById).not.toBe(userId);
    await sweep();
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: again.id } })).toMatchObject({
      status: 'SUBMITTED',
    });
  });

  it('leaves an approver whom the configuration names one, by number and by name', async () => {
    const pam: Person = { id: '8801', username: 'pam', displayName: 'Pam' };
    await service.telegram(APPROVERS, pam, { kind: 'STATUS' });
    for (const approver of [ann, pam]) {
      const mine = await approved(bob);
      await service.db.trainData.update({ where: { id: mine.id }, data: { status: 'SUBMITTED', decidedById: null } });
      await service.telegram(APPROVERS, approver, { kind: 'FORGET_ME' });
      const user = await service.db.user.findFirstOrThrow({ where: { externalId: approver.id } });
      await confirm(approver, user.id, APPROVERS);
      await sweep();
      await service.telegram(APPROVERS, approver, { kind: 'APPROVE', trainDataId: mine.id });
      expect(await service.db.trainData.findUniqueOrThrow({ where: { id: mine.id } })).toMatchObject({
        status: 'PENDING',
      });
    }
    // Nor can anybody else become her by taking the name.
    const thief = { id: '8802', username: 'pam', displayName: 'Pam' };
    const lesson = await taught(bob);
    await service.telegram(APPROVERS, thief, { kind: 'APPROVE', trainDataId: lesson.id });
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: lesson.id } })).toMatchObject({
      status: 'SUBMITTED',
    });
  });
});

describe('unanswered questions of somebody who was forgotten', () => {
  it('are named by those of others, or go when nobody else asked', async () => {
    const [zora, other] = [somebody(), somebody()];
    const workspace = await service.db.workspace.findFirstOrThrow({ where: { name: 'default' } });
    const vector = Buffer.from(new Float32Array([1, 0]).buffer);
    const open = async (label: string, cards = 1) =>
      service.db.gap.create({
        data: {
          workspaceId: workspace.id,
          label,
          embedder: 'e',
          centroid: vector,
          labelVector: vector,
          count: 2,
          cards,
        },
      });
    const [mine, theirs, alone] = [await ask(zora), await ask(other), await ask(zora)];
    const writtenOut = 'Does the museum of Flobbert open on Mondays?';
    await service.db.question.update({ where: { id: alone.id }, data: { understoodAs: writtenOut } });
    const [shared, own] = [await open(mine.text), await open(writtenOut)];
    await service.db.goldenQuestion.create({
      data: { workspaceId: workspace.id, question: mine.text, hash: 'h', origin: 'ABSTENTION', use: 'GATE' },
    });
    await service.db.question.updateMany({ where: { id: { in: [mine.id, theirs.id] } }, data: { gapId: shared.id } });
    await service.db.question.update({ where: { id: alone.id }, data: { gapId: own.id } });
    const chat = await service.db.chat.findFirstOrThrow({ where: { externalId: APPROVERS } });
    await service.db.chatMessage.create({
      data: { chatId: chat.id, key: `gap:${own.id}:card:1`, text: [{ text: writtenOut, style: 'quote' }] },
    });
    await forget(zora);
    expect(await service.db.gap.findUniqueOrThrow({ where: { id: shared.id } })).toMatchObject({
      label: theirs.text,
      count: 1,
    });
    expect(await service.db.gap.count({ where: { id: own.id } })).toBe(0);
    // What others asked, too, stays out of scope.
    expect(await service.db.goldenQuestion.findMany({ where: { origin: 'ABSTENTION' } })).toMatchObject([
      { question: theirs.text, answer: null },
    ]);
    const stored = await everything();
    expect([alone.text, mine.text, writtenOut].filter((text) => stored.includes(text))).toEqual([]);
  });
});

describe('in several workspaces', () => {
  it('only what is theirs goes, wherever it is, and each approvers hear of their own', async () => {
    const [zora, other] = [somebody(), somebody()];
    const here = await taught(zora);
    const there = await taught(zora);
    const foreign = await taught(other);
    const elsewhere = await service.db.workspace.create({ data: { name: 'elsewhere' } });
    await service.db.trainData.updateMany({
      where: { id: { in: [there.id, foreign.id] } },
      data: { workspaceId: elsewhere.id },
    });
    const userId = await forget(zora);
    const done = await service.db.forgetting.findMany({ where: { userId } });
    expect(done.map(({ texts }) => texts)).toEqual([1, 1]);
    for (const { id } of [here, there]) {
      const { status, text } = await service.db.trainData.findUniqueOrThrow({ where: { id } });
      expect([status, text]).toEqual(['WITHDRAWN', '(forgotten)']);
    }
    expect(await service.db.trainData.findUniqueOrThrow({ where: { id: foreign.id } })).toMatchObject({
      text: foreign.text,
      status: 'SUBMITTED',
    });
    const theirs = done.find(({ workspaceId }) => workspaceId === elsewhere.id);
    await service.telegram(APPROVERS, ann, { kind: 'DELETE_FORGOTTEN', forgettingId: theirs?.id ?? 0 });
    expect(await lastReply(APPROVERS)).toContain('There is nothing that this button could delete');
    expect(await service.db.chatMessage.count({ where: { key: `forgetting:${String(theirs?.id)}:held` } })).toBe(0);
  });
});

describe('DELETE /api/me', () => {
  const remove = (init: object) => service.fetch('/api/me', { method: 'DELETE', ...init });

  it('forgets who is signed in, and ends their sessions', async () => {
    const [mia, max] = [await service.signInAsMember('Mia Marble'), await service.signInAsMember('Max')];
    const text = 'The key of the shed hangs behind the door.';
    const made = await service.fetch('/api/train-data', { method: 'POST', json: { text }, headers: { cookie: mia } });
    expect(made.status).toBe(201);
    const answered = await remove({ headers: { cookie: mia } });
    expect(answered.status).toBe(202);
    expect(await answered.json()).toEqual({ texts: 1, questions: 0 });
    expect((await service.fetch('/api/session', { headers: { cookie: mia } })).status).toBe(401);
    expect((await service.fetch('/api/session', { headers: { cookie: max } })).status).toBe(200);
    await sweep();
    const stored = await everything();
    expect(['Mia Marble', text].filter((trace) => stored.includes(trace))).toEqual([]);
    expect(
      await service.db.membership.count({ where: { user: { displayName: 'Forgotten person', channel: 'WEB' } } }),
    ).toBe(0);
  });

  it('is not for a program with a token', async () => {
    expect((await remove({ token: API_TOKEN })).status).toBe(403);
    expect((await service.fetch('/api/session', { token: API_TOKEN })).status).toBe(200);
  });

  it('lets the owner in again, with the same rights', async () => {
    const owner = await service.signIn('sign-in-token-for-tests');
    expect((await remove({ headers: { cookie: owner } })).status).toBe(202);
    expect((await service.fetch('/api/session', { headers: { cookie: owner } })).status).toBe(401);
    await sweep();
    const again = await service.signIn('sign-in-token-for-tests');
    const session = await service.fetch('/api/session', { headers: { cookie: again } });
    expect(await session.json()).toMatchObject({ role: 'APPROVER', user: { displayName: 'Owner' } });
  });
});
