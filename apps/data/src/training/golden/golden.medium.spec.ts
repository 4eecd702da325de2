import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../database/database.js';
import { textHash } from '../../teaching/text-identity.js';
import { ann, APPROVERS, bob, GROUP, Harness } from '../../testing/harness.js';
import { goldenUse } from './golden-use.js';
import { GoldenService } from './golden.service.js';

let service: Harness;
let golden: GoldenService;
let workspaceId: string;
let annId: string;
beforeAll(async () => {
  service = await Harness.start();
  golden = service.app.get(GoldenService);
  await service.telegram(APPROVERS, ann, { kind: 'HELP' });
  workspaceId = (await service.db.workspace.findFirstOrThrow()).id;
  annId = (await service.db.user.findFirstOrThrow({ where: { externalId: ann.id } })).id;
});
afterAll(() => service.close());
beforeEach(() => service.db.goldenQuestion.deleteMany());

let doors = 0;
/** A question that is on this side. */
function questionFor(use: 'LEARN' | 'GATE'): string {
  for (;;) {
    const question = `Which key opens door number ${doors++}?`;
    if (goldenUse('PAIR', textHash(question)) === use) return question;
  }
}

async function submitted(question: string, answer: string): Promise<number> {
  const text = `${question}\n${answer}`;
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  const { id } = await service.db.trainData.findFirstOrThrow({ where: { text } });
  await service.db.trainData.update({ where: { id }, data: { question, answer } });
  return id;
}
async function approved(question: string, answer: string): Promise<number> {
  const id = await submitted(question, answer);
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
  return id;
}
const transaction = <T>(work: Parameters<Database['transaction']>[0]) =>
  service.app.get(Database).transaction(work) as Promise<T>;
const known = (...ids: number[]) =>
  service.db.trainData.updateMany({ where: { id: { in: ids } }, data: { status: 'DONE' } });

describe('a golden question', () => {
  it('comes with an approved pair, not with a submitted or a rejected one, nor with a plain text', async () => {
    const question = questionFor('GATE');
    const id = await submitted(question, 'The brass one.');
    expect(await service.db.goldenQuestion.count()).toBe(0);
    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
    const rejected = await submitted(questionFor('GATE'), 'None that you will get.');
    await service.telegram(APPROVERS, ann, { kind: 'REJECT', trainDataId: rejected });
    await service.telegram(GROUP, bob, { kind: 'TRAIN', text: 'The cellar has no door at all.' });
    const plain = await service.db.trainData.findFirstOrThrow({ where: { text: { contains: 'cellar' } } });
    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: plain.id });
    expect(await service.db.goldenQuestion.findMany()).toMatchObject([
      {
        workspaceId,
        question,
        answer: 'The brass one.',
        origin: 'PAIR',
        use: 'GATE',
        trainDataId: id,
        createdById: annId,
      },
    ]);
  });

  it('is learned from or kept for the gate, once its text is being learned', async () => {
    const [learn, gate] = [questionFor('LEARN'), questionFor('GATE')];
    const learned = await approved(learn, 'The iron one.');
    const kept = await approved(gate, 'The silver one.');
    expect(await golden.pairsToLearn(workspaceId, null)).toEqual([]);
    expect(await golden.gate(workspaceId, null)).toEqual([]);
    await known(learned, kept);
    expect(await golden.pairsToLearn(workspaceId, null)).toEqual([
      { trainDataId: learned, question: learn, answer: 'The iron one.', unproven: true },
    ]);
    expect(await golden.gate(workspaceId, null)).toMatchObject([{ question: gate, answer: 'The silver one.' }]);
    const other = await service.db.workspace.create({ data: { name: 'other' } });
    expect(await golden.pairsToLearn(other.id, null)).toEqual([]);
    expect(await golden.gate(other.id, null)).toEqual([]);
  });

  it('does not speak for itself: the gate asks what the live version can know, and new pairs have yet to fit', async () => {
    const model = (name: string) =>
      service.db.model.create({ data: { workspaceId, name, status: 'DONE', startedById: annId, correlationId: name } });
    const [live, later] = [await model('live'), await model('later')];
    const learn = (n: number) => ({ pair: questionFor('LEARN'), kept: questionFor('GATE'), answer: `The key ${n}.` });
    for (const [n, { id }] of [live, later].entries()) {
      const { pair, kept, answer } = learn(n);
      const ids = [await approved(pair, answer), await approved(kept, answer)];
      await known(...ids);
      await service.db.trainData.updateMany({ where: { id: { in: ids } }, data: { modelId: id } });
    }
    expect((await golden.gate(workspaceId, live.id)).map(({ answer }) => answer)).toEqual(['The key 0.']);
    expect(await golden.gate(workspaceId, later.id)).toHaveLength(2);
    expect(await golden.pairsToLearn(workspaceId, live.id)).toMatchObject([
      { answer: 'The key 0.', unproven: false },
      { answer: 'The key 1.', unproven: true },
    ]);
    await service.db.goldenQuestion.updateMany({ where: { use: 'LEARN' }, data: { origin: 'CORRECTION' } });
    expect(await golden.pairsToLearn(workspaceId, live.id)).toMatchObject([{ unproven: false }, { unproven: false }]);
  });

  it('has the answer that was approved last', async () => {
    const question = questionFor('LEARN');
    await approved(question, 'The old one.');
    const newer = await approved(question.toUpperCase(), 'The new one.');
    expect(await service.db.goldenQuestion.findMany()).toMatchObject([{ answer: 'The new one.', trainDataId: newer }]);
  });

  it('is one, when two answers are approved at once', async () => {
    const question = questionFor('LEARN');
    const ids = [await submitted(question, 'The red one.'), await submitted(question, 'The blue one.')];
    await Promise.all(ids.map((trainDataId) => service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId })));
    const [only, ...others] = await service.db.goldenQuestion.findMany();
    expect(others).toEqual([]);
    expect(ids).toContain(only?.trainDataId);
  });

  it('goes with its text', async () => {
    const gone = await approved(questionFor('LEARN'), 'The lost one.');
    const left = await approved(questionFor('LEARN'), 'The kept one.');
    await transaction((tx) => golden.removeOf(tx, workspaceId, [gone]));
    expect(await service.db.goldenQuestion.findMany()).toMatchObject([{ trainDataId: left }]);
  });
});

describe('a question that is out of scope', () => {
  const abstain = (question: string) =>
    transaction<number>((tx) => golden.addAbstention(tx, workspaceId, question, annId));

  it('is kept once, for the gate, without an answer', async () => {
    const question = questionFor('LEARN');
    const ids = await Promise.all([abstain(question), abstain(` ${question}`), abstain(question)]);
    expect(new Set(ids).size).toBe(1);
    expect(await golden.gate(workspaceId, null)).toEqual([{ id: ids[0], question, answer: null }]);
    expect(await golden.pairsToLearn(workspaceId, null)).toEqual([]);
  });

  it('is refused for a question that has an answer', async () => {
    const question = questionFor('LEARN');
    await approved(question, 'The one that there is.');
    await expect(abstain(question)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('gets an answer as soon as somebody teaches one, and stays in the gate', async () => {
    const question = questionFor('LEARN');
    await abstain(question);
    const id = await approved(question, 'The very one.');
    await known(id);
    expect(await golden.gate(workspaceId, null)).toMatchObject([{ question, answer: 'The very one.' }]);
    expect(await golden.pairsToLearn(workspaceId, null)).toEqual([]);
  });
});
