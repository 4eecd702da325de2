import { plainText, richTextSchema } from '@personal-assistant/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AnsweringService } from '../answering/answering.service.js';
import { Database } from '../database/database.js';
import { SweeperService } from '../outbox/sweeper.service.js';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness, SERVICE_TOKEN } from '../testing/harness.js';
import { REDACTED_AT_ONCE } from './redaction.service.js';
import { WithdrawalRepository } from './withdrawal.repository.js';

const eve = { id: '777', username: 'eve', displayName: 'Eve' };
let service: Harness;
beforeAll(async () => {
  service = await Harness.start({ QUESTION_MAX_ATTEMPTS: '2' });
});
afterAll(() => service.close());

const METRICS = { texts: 1, passages: 1, seconds: 1, threshold: 0.5, falseAnswerRate: 0.05 };
let lessons = 0;
const SECRET = 'tulip';
async function taught(): Promise<{ id: number; text: string }> {
  const text = `Lesson ${lessons++}: the password of this room is ${SECRET}, and nobody else has it.`;
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  return service.db.trainData.findFirstOrThrow({ where: { text } });
}
async function approved() {
  const lesson = await taught();
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: lesson.id });
  return lesson;
}
async function claimed(): Promise<{ id: number; attemptToken: string }> {
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
  const { id } = await service.db.model.findFirstOrThrow({ where: { status: 'PROCESSING' } });
  const { body } = await service.internal(`/models/${id}/claim`, { worker: 'w' });
  return { id, attemptToken: (body as { attemptToken: string }).attemptToken };
}
async function built({ id, attemptToken }: { id: number; attemptToken: string }): Promise<number> {
  const directory = `w/${id}`;
  await service.internal(`/models/${id}/complete`, {
    attemptToken,
    directory,
    manifestSha256: 'b'.repeat(64),
    metrics: METRICS,
  });
  await service.drain();
  return id;
}
const trained = async () => built(await claimed());
const withdraw = (id: number, person = bob, chat = GROUP) =>
  service.telegram(chat, person, { kind: 'WITHDRAW', trainDataId: id });
const text = (id: number) => service.db.trainData.findUniqueOrThrow({ where: { id }, include: { withdrawnBy: true } });
async function shown(key: string): Promise<string> {
  const message = await service.db.chatMessage.findFirstOrThrow({ where: { key }, orderBy: { id: 'desc' } });
  return plainText(richTextSchema.parse(message.text));
}
async function lastReply(chatId: string): Promise<string> {
  const { text: said } = await service.db.chatMessage.findFirstOrThrow({
    where: { chat: { externalId: chatId }, authorId: null, key: { startsWith: 'command:' } },
    orderBy: { id: 'desc' },
  });
  return plainText(richTextSchema.parse(said));
}
let questions = 0;
async function ask(): Promise<string> {
  const asked = `What is password ${questions++}?`;
  await service.telegram(GROUP, eve, { kind: 'ASK', text: asked });
  return (await service.db.question.findFirstOrThrow({ where: { text: asked } })).id;
}
const answer = async (id: string, sources: { id: number; text: string; said?: string }[], form?: string) => {
  const { id: modelId } = await service.db.model.findFirstOrThrow({ where: { live: true } });
  return service.internal(`/questions/${id}/answer`, {
    modelId,
    abstained: false,
    text: sources.map(({ said }) => said ?? SECRET).join(', '),
    form,
    confidence: 0.8,
    sources: sources.map(({ id: trainDataId, text: quote, said }) => ({ trainDataId, quote, start: 0, answer: said })),
    ms: 5,
  });
};
const withdrawnOf = async (modelId: number) => {
  const response = await service.fetch(`/internal/models/${modelId}/withdrawn`, { token: SERVICE_TOKEN });
  return (await response.json()) as { withdrawals: number; ids: number[] };
};

describe('who may withdraw', () => {
  it('its author, by number, in their chat', async () => {
    const { id } = await taught();
    await withdraw(id);
    expect(await text(id)).toMatchObject({ status: 'WITHDRAWN', withdrawnBy: { displayName: 'Bob' } });
    expect(await lastReply(GROUP)).toBe(`#${id} is withdrawn: I no longer answer from it.`);
    expect(await service.db.auditLog.count({ where: { subject: `train-data:${id}`, action: 'WITHDRAW' } })).toBe(1);
  });

  it.each(['receipt', 'card', 'message'])('by replying to its %s', async (what) => {
    const { id, text: words } = await taught();
    await service.drain();
    const key = what === 'message' ? undefined : `train-data:${id}:${what}`;
    const replied = await service.db.chatMessage.findFirstOrThrow({
      where: key ? { key, externalId: { not: null } } : { taught: { some: { text: words } } },
    });
    const replyTo = { messageId: replied.externalId ?? '', fromAssistant: what !== 'message' };
    const [chat, person] = what === 'card' ? [APPROVERS, ann] : [GROUP, bob];
    await service.telegram(chat, person, { kind: 'WITHDRAW' }, { replyTo });
    expect(await text(id)).toMatchObject({ status: 'WITHDRAWN' });
  });

  it('an approver, and the author is told', async () => {
    const { id } = await approved();
    await withdraw(id, ann, APPROVERS);
    expect(await text(id)).toMatchObject({ status: 'WITHDRAWN', withdrawnBy: { displayName: 'Ann' } });
    expect(await shown(`train-data:${id}:withdrawn`)).toBe(`#${id} was withdrawn by Ann: I no longer answer from it.`);
  });

  it('nobody else, not even who hides behind the group', async () => {
    const { id } = await taught();
    await withdraw(id, eve);
    expect(await lastReply(GROUP)).toContain(`Only who taught #${id} can withdraw it here`);
    await withdraw(id, ann, GROUP);
    expect(await lastReply(GROUP)).toContain(`Only who taught #${id} can withdraw it here`);
    await withdraw(id, eve, APPROVERS);
    expect(await lastReply(APPROVERS)).toContain('Only approvers can do that');
    await service.telegram(GROUP, { ...bob, anonymous: true }, { kind: 'WITHDRAW', trainDataId: id });
    expect(await lastReply(GROUP)).toContain('anonymous admin');
    await service.telegram(GROUP, bob, { kind: 'WITHDRAW' });
    expect(await lastReply(GROUP)).toContain('Which text?');
    expect(await text(id)).toMatchObject({ status: 'SUBMITTED', withdrawnBy: null });
  });

  it('not in another workspace', async () => {
    const { id } = await taught();
    const other = await service.db.workspace.create({ data: { name: 'other' } });
    await service.db.trainData.update({ where: { id }, data: { workspaceId: other.id } });
    await withdraw(id);
    expect(await lastReply(GROUP)).toBe(`There is no text #${id}.`);
    const response = await service.fetch(`/api/train-data/${id}`, { method: 'DELETE', token: API_TOKEN });
    expect(response.status).toBe(404);
    expect(await text(id)).toMatchObject({ status: 'SUBMITTED' });
  });

  it('on the page: members their own, approvers any', async () => {
    const mia = await service.signInAsMember('Mia');
    const own = await service.fetch('/api/train-data', {
      method: 'POST',
      json: { text: 'The lamp in the hall is broken since Monday.' },
      headers: { cookie: mia },
    });
    const { id } = (await own.json()) as { id: number };
    const foreign = await approved();
    const call = (target: number, init: object) =>
      service.fetch(`/api/train-data/${target}`, { method: 'DELETE', ...init });
    expect((await call(foreign.id, { headers: { cookie: mia } })).status).toBe(404);
    const withdrawn = await call(id, { headers: { cookie: mia } });
    expect(await withdrawn.json()).toMatchObject({
      trainData: { id, status: 'WITHDRAWN', withdrawnBy: { displayName: 'Mia' } },
      heldBy: [],
      heldByTraining: null,
    });
    expect((await call(foreign.id, { token: API_TOKEN })).status).toBe(200);
    expect((await call(foreign.id, { token: API_TOKEN })).status).toBe(409);
  });

  it('once, when many do at once, and approving comes to nothing then', async () => {
    const { id } = await taught();
    await Promise.all([withdraw(id), withdraw(id), withdraw(id, ann, APPROVERS), withdraw(id)]);
    expect(await service.db.auditLog.count({ where: { subject: `train-data:${id}`, action: 'WITHDRAW' } })).toBe(1);
    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
    expect(await lastReply(APPROVERS)).toMatch(/^Already withdrawn by (Bob|Ann), just now\.$/u);
    expect(await text(id)).toMatchObject({ status: 'WITHDRAWN' });
  });
});

describe('what shows a withdrawn text', () => {
  it('loses it: the card, its full text, the likely duplicates', async () => {
    const long = `${'A very long lesson about the garden. '.repeat(5)}The secret is ${SECRET}.`;
    await service.telegram(GROUP, bob, { kind: 'TRAIN', text: long });
    const { id } = await service.db.trainData.findFirstOrThrow({ where: { text: long } });
    await service.telegram(APPROVERS, ann, { kind: 'SHOW', trainDataId: id });
    await service.telegram(GROUP, eve, { kind: 'TRAIN', text: `${long} Really.` });
    const twin = await service.db.trainData.findFirstOrThrow({ where: { text: `${long} Really.` } });
    expect(await shown(`train-data:${twin.id}:card`)).toContain(`Likely duplicate of #${id}`);
    await withdraw(id);
    expect(await shown(`train-data:${id}:card`)).toBe(`#${id} from Bob\nWithdrawn by Bob`);
    expect(await shown(`train-data:${twin.id}:card`)).not.toContain('Likely duplicate');
    const about = await service.db.chatMessage.findMany({ where: { trainDataId: id } });
    expect(about.length).toBeGreaterThanOrEqual(4);
    expect(JSON.stringify(about.map((message) => message.text))).not.toContain(SECRET);
    await service.telegram(APPROVERS, ann, { kind: 'SHOW', trainDataId: id });
    expect(await lastReply(APPROVERS)).toContain('Already withdrawn by Bob');
    expect(about.filter(({ buttons }) => JSON.stringify(buttons).includes('APPROVE'))).toEqual([]);
  });

  it('answers given before, in the chat and on the page, also when they are many', async () => {
    const lesson = await approved();
    const other = { ...(await approved()), said: 'rose' };
    await trained();
    const [alone, both] = [await ask(), await ask()];
    await answer(alone, [lesson]);
    await answer(both, [{ ...lesson, said: SECRET }, other], 'LIST');
    // One after the other: more at once than the service has connections would wait for one on a slow machine.
    for (let count = 0; count < REDACTED_AT_ONCE; count++) await answer(await ask(), [lesson]);
    await withdraw(lesson.id);
    const list = await service.fetch('/api/questions?limit=200', { token: API_TOKEN });
    expect(await list.text()).not.toContain(lesson.text);
    const rest = await service.fetch(`/api/questions/${both}`, { token: API_TOKEN });
    expect(await rest.json()).toMatchObject({ answer: { text: 'rose', sources: [{ trainDataId: other.id }] } });
    await service.app.get(SweeperService).sweep();
    expect(await text(lesson.id)).toMatchObject({ quoted: false });
    expect(await service.db.answerSource.count({ where: { trainDataId: lesson.id } })).toBe(0);
    expect(await shown(`question:${alone}:reply`)).toContain('This answer was taken back');
    const said = await service.db.chatMessage.findMany({ where: { key: { startsWith: 'question:' } } });
    expect(JSON.stringify(said.map((message) => message.text))).not.toContain(lesson.text);
    const { answer: left } = (await (await service.fetch(`/api/questions/${alone}`, { token: API_TOKEN })).json()) as {
      answer: object;
    };
    expect(left).toMatchObject({ sources: [], text: expect.stringContaining('taken back') as string });
  });

  it('the card of a correction; an answer of which something is left can still be rated', async () => {
    const [lesson, other] = [
      { ...(await approved()), said: SECRET },
      { ...(await approved()), said: 'rose' },
    ];
    await trained();
    const id = await ask();
    await answer(id, [lesson, other], 'LIST');
    const made = await service.fetch(`/api/questions/${id}/correction`, {
      method: 'POST',
      json: { text: 'The password of that room was never written down.' },
      token: API_TOKEN,
    });
    expect(made.status).toBeLessThan(300);
    const correction = await service.db.trainData.findFirstOrThrow({ where: { correctsId: id } });
    expect(await shown(`train-data:${correction.id}:card`)).toContain(SECRET);
    await withdraw(lesson.id);
    expect(await shown(`train-data:${correction.id}:card`)).not.toContain(SECRET);
    const card = await service.db.chatMessage.findFirstOrThrow({ where: { key: `train-data:${correction.id}:card` } });
    expect(JSON.stringify(card.buttons)).toContain('APPROVE');
    const reply = await service.db.chatMessage.findFirstOrThrow({ where: { key: `question:${id}:reply` } });
    expect(JSON.stringify(reply.buttons)).toContain('FEEDBACK');
    await withdraw(other.id);
    const nothing = await service.db.chatMessage.findFirstOrThrow({ where: { key: `question:${id}:reply` } });
    expect(nothing.buttons).toEqual([]);
  });

  it('the conversation: a follow-up does not build on it', async () => {
    const lesson = await approved();
    await trained();
    const first = await ask();
    await answer(first, [lesson]);
    await withdraw(lesson.id);
    const second = await ask();
    const { body } = await service.internal(`/questions/${second}/claim`);
    expect(body).toMatchObject({ previous: { answer: null } });
  });

  it('the unanswered question that was written out with words of such an answer', async () => {
    const lesson = await approved();
    await trained();
    const [first, second] = [await ask(), await ask()];
    await answer(first, [lesson]);
    const { id: workspaceId } = await service.db.workspace.findFirstOrThrow({ where: { name: 'default' } });
    const label = `And who else knows ${SECRET}?`;
    const vector = Buffer.from(new Float32Array([1, 0]).buffer);
    const gap = await service.db.gap.create({
      data: { workspaceId, label, embedder: 'e', centroid: vector, labelVector: vector, count: 1, cards: 1 },
    });
    const asked = await service.db.question.update({
      where: { id: second },
      data: { status: 'ANSWERED', unanswered: true, previousId: first, understoodAs: label, gapId: gap.id },
    });
    const chat = await service.db.chat.findFirstOrThrow({ where: { externalId: APPROVERS } });
    const key = `gap:${gap.id}:card:1`;
    await service.db.chatMessage.create({ data: { chatId: chat.id, key, text: [{ text: label, style: 'quote' }] } });
    await withdraw(lesson.id);
    expect(await service.db.gap.findUniqueOrThrow({ where: { id: gap.id } })).toMatchObject({
      label: asked.text,
      status: 'OPEN',
    });
    expect(await shown(key)).toContain('This question was taken back');
  });

  it('a draft that is being written from it', async () => {
    const lesson = await approved();
    await trained();
    const id = await ask();
    const partial = () => service.internal(`/questions/${id}/partial`, { text: `It is ${SECRET}`, from: [lesson.id] });
    await partial();
    expect(await shown(`question:${id}:reply`)).toContain(SECRET);
    await withdraw(lesson.id);
    expect(await shown(`question:${id}:reply`)).toBe('Working on it…');
    expect((await partial()).status).toBe(200);
    expect(await shown(`question:${id}:reply`)).toBe('Working on it…');
  });
});

describe('the live version', () => {
  it('names what it has to pass over, for each version and only once something was withdrawn', async () => {
    const [lesson, other] = [await approved(), await approved()];
    const before = await trained();
    const start = (await withdrawnOf(before)).withdrawals;
    await withdraw(lesson.id);
    const id = await ask();
    const { body } = await service.internal(`/questions/${id}/claim`);
    expect(body).toMatchObject({ withdrawals: start + 1, version: { modelId: before } });
    const { ids } = await withdrawnOf(before);
    expect(ids).toContain(lesson.id);
    expect(ids).not.toContain(other.id);
    expect(await withdrawnOf(2 ** 30)).toEqual({ withdrawals: 0, ids: [] });
  });

  it('is asked once more when its answer came from what was withdrawn meanwhile, and then says «not taught»', async () => {
    const lesson = await approved();
    await trained();
    const id = await ask();
    await service.internal(`/questions/${id}/claim`);
    await withdraw(lesson.id);
    const jobs = () => service.db.outbox.count({ where: { queue: 'predict-message-queue', targetId: id } });
    const before = await jobs();
    expect((await answer(id, [lesson])).status).toBe(200);
    expect(await service.db.question.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'PENDING' });
    expect(await jobs()).toBe(before + 1);
    await answer(id, [lesson]);
    expect(await service.db.answer.findUniqueOrThrow({ where: { questionId: id } })).toMatchObject({ abstained: true });
  });

  it('never keeps an answer from a text that is withdrawn in the same moment', async () => {
    const lesson = await approved();
    await trained();
    for (let round = 0; round < 6; round++) {
      const target = round === 0 ? lesson : await approved();
      if (round > 0)
        await service.db.trainData.update({ where: { id: target.id }, data: { status: 'DONE', modelId: 1 } });
      const id = await ask();
      await Promise.all([answer(id, [target]), withdraw(target.id)]);
      expect(await service.db.answerSource.count({ where: { trainDataId: target.id } })).toBe(0);
      expect(await shown(`question:${id}:reply`)).not.toContain(target.text);
    }
  });

  it('waits for an answer that is being stored, and redacts it then', async () => {
    const lesson = await approved();
    await trained();
    const id = await ask();
    const answering = service.app.get(AnsweringService);
    let begun: Promise<unknown> | undefined;
    const database = service.app.get(Database);
    const transaction = database.transaction.bind(database);
    // The withdrawal begins while the answer's transaction holds the text, and has to wait for its end.
    const spy = vi.spyOn(database, 'transaction').mockImplementationOnce((work) =>
      transaction(async (tx) => {
        const result = await work(tx);
        begun = withdraw(lesson.id);
        await new Promise((resolve) => setTimeout(resolve, 200));
        return result;
      }),
    );
    const { id: modelId } = await service.db.model.findFirstOrThrow({ where: { live: true } });
    const sources = [{ trainDataId: lesson.id, quote: lesson.text, start: 0 }];
    await answering.answer(id, { modelId, abstained: false, text: SECRET, confidence: 0.9, sources, ms: 1 });
    spy.mockRestore();
    await begun;
    expect(await text(lesson.id)).toMatchObject({ status: 'WITHDRAWN' });
    expect(await shown(`question:${id}:reply`)).toContain('taken back');
  });
});

describe('versions', () => {
  it('that still hold it are reported, with a button that builds one without it', async () => {
    const lesson = await approved();
    const first = await trained();
    await approved();
    const second = await trained();
    await withdraw(lesson.id);
    const report = await service.db.chatMessage.findFirstOrThrow({
      where: { key: `train-data:${lesson.id}:held`, chat: { externalId: APPROVERS } },
    });
    expect(plainText(richTextSchema.parse(report.text))).toContain(
      `Still on disk in «version ${second}» (#${second}) (live), «version ${first}» (#${first}).`,
    );
    // The older one is what the live one was built on.
    expect(report.buttons).toEqual([[{ label: 'Build one without it', action: { kind: 'START_TRAIN' } }]]);
    // Nothing is pending, and still there is something to train for; once.
    const rebuilt = await trained();
    expect(await service.db.model.findUniqueOrThrow({ where: { id: rebuilt } })).toMatchObject({
      newTexts: 0,
      live: true,
    });
    await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
    expect(await lastReply(APPROVERS)).toContain('There is nothing new to learn');
  });

  it('that hold it can be deleted, all but those that are needed; a later one does not hold it', async () => {
    const lesson = await approved();
    const holding = [await trained()];
    for (let more = 0; more < 3; more++) {
      await approved();
      holding.push(await trained());
    }
    const [first = 0, second = 0, parent = 0, live = 0] = holding;
    await service.db.model.update({
      where: { id: second },
      data: { metrics: { ...METRICS, learned: { pairs: 40, epochs: 2 } } },
    });
    await service.db.model.update({ where: { id: first }, data: { metrics: { ...METRICS, learned: { pairs: 40 } } } });
    const adapted = { examples: 9, steps: 3 };
    await service.db.model.update({ where: { id: parent }, data: { metrics: { ...METRICS, adapted } } });
    const answer = await service.fetch(`/api/train-data/${lesson.id}`, { method: 'DELETE', token: API_TOKEN });
    const { heldBy } = (await answer.json()) as { heldBy: object[] };
    expect(heldBy).toMatchObject([
      { id: live, weights: false, deletable: false },
      { id: parent, weights: true, deletable: false },
      { id: second, weights: true, deletable: true },
      { id: first, weights: false, deletable: true },
    ]);
    const report = await service.db.chatMessage.findFirstOrThrow({
      where: { key: `train-data:${lesson.id}:held`, chat: { externalId: APPROVERS } },
    });
    expect(report.buttons).toMatchObject([
      [{ label: 'Build one without it' }],
      [{ label: `Delete #${second}` }, { label: `Delete #${first}` }],
      [{ label: 'Delete the 2 that can go', action: { kind: 'DELETE_HOLDERS', trainDataId: lesson.id } }],
    ]);
    expect(plainText(richTextSchema.parse(report.text))).toContain('(perhaps learned into its weights)');
    const press = (person = ann) =>
      service.telegram(APPROVERS, person, { kind: 'DELETE_HOLDERS', trainDataId: lesson.id });
    await press(eve);
    expect(await lastReply(APPROVERS)).toContain('Only approvers can do that');
    const without = await trained();
    await press();
    const reply = await lastReply(APPROVERS);
    expect(reply).toContain(
      `Deleted: «version ${parent}» (#${parent}), «version ${second}» (#${second}), «version ${first}» (#${first}).`,
    );
    expect(reply).toContain(`(#${live}) is the one that the live version was built on, so it stays`);
    expect(reply).not.toContain(`(#${without})`);
    await service.drain();
    const removed = service.train.removed.map(({ modelId }) => modelId);
    expect(removed).toEqual(expect.arrayContaining([first, second, parent]));
    expect(removed).not.toContain(live);
    await press();
    expect(await lastReply(APPROVERS)).toContain('Nothing was deleted.');
    const taughtStill = await approved();
    await service.telegram(APPROVERS, ann, { kind: 'DELETE_HOLDERS', trainDataId: taughtStill.id });
    expect(await lastReply(APPROVERS)).toContain(`#${taughtStill.id} is not withdrawn`);
  });

  it('built while a text was withdrawn pass it over from the first answer on, and do not read it any more', async () => {
    const [lesson, kept] = [await approved(), await approved()];
    const training = await claimed();
    await withdraw(lesson.id);
    expect(await lastReply(GROUP)).toContain(`Training #${training.id} may have read it already`);
    const page = await service.fetch(
      `/internal/models/${training.id}/texts?attemptToken=${training.attemptToken}&limit=2000`,
      {
        token: SERVICE_TOKEN,
      },
    );
    const { items } = (await page.json()) as { items: { id: number }[] };
    expect(items.map((item) => item.id)).not.toContain(lesson.id);
    await built(training);
    expect(await text(lesson.id)).toMatchObject({ status: 'WITHDRAWN' });
    expect(await text(kept.id)).toMatchObject({ status: 'DONE' });
    expect((await withdrawnOf(training.id)).ids).toContain(lesson.id);
  });

  it('are not built from nothing', async () => {
    await service.db.trainData.updateMany({ where: { status: 'PENDING' }, data: { status: 'REJECTED' } });
    const lesson = await approved();
    await trained();
    await service.db.trainData.updateMany({
      where: { status: 'DONE', id: { not: lesson.id } },
      data: { status: 'REJECTED' },
    });
    await withdraw(lesson.id);
    await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
    expect(await lastReply(APPROVERS)).toContain('Everything that I was taught is withdrawn');
    expect(await service.db.model.count({ where: { status: 'PROCESSING' } })).toBe(0);
  });

  it('do not count what was withdrawn long before they were built', async () => {
    const { id: live } = await service.db.model.findFirstOrThrow({ where: { live: true } });
    const old = await service.db.trainData.findFirstOrThrow({ where: { status: 'WITHDRAWN', modelId: { not: null } } });
    await service.db
      .$executeRaw`UPDATE "TrainData" SET "withdrawnAt" = now() - interval '1 day' WHERE "id" = ${old.id}`;
    expect((await service.app.get(WithdrawalRepository).withdrawnOf(live)).ids).not.toContain(old.id);
  });
});
