import type { GoldenReport, ModelDiff } from '@personal-assistant/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness } from '../../testing/harness.js';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
});
afterAll(() => service.close());

let lessons = 0;
async function approvedText(more = ''): Promise<number> {
  const text = `Lesson number ${lessons++} says something of its own.${more}`;
  await service.telegram(GROUP, bob, { kind: 'TRAIN', text });
  const { id } = await service.db.trainData.findFirstOrThrow({ where: { text } });
  await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
  return id;
}
const item = (
  id: number,
  [candidate, live]: [string?, string?],
  trainDataId?: number,
): GoldenReport['items'][number] => ({
  id,
  question: `Golden ${id}?`,
  expected: 'yes',
  verdict: candidate === live ? 'unchanged' : candidate === 'yes' ? 'fixed' : 'broken',
  candidate: {
    answer: candidate,
    right: candidate === 'yes',
    trainDataId: candidate === undefined ? undefined : trainDataId,
  },
  live: { answer: live, right: live === 'yes' },
});
async function trained(
  texts: number[],
  { items, metrics }: { items?: GoldenReport['items']; metrics?: object } = {},
): Promise<number> {
  expect(texts.length).toBeGreaterThan(0);
  await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
  const { id } = await service.db.model.findFirstOrThrow({ where: { status: 'PROCESSING' } });
  const { body } = await service.internal(`/models/${id}/claim`, { worker: 'w' });
  const { attemptToken, live } = body as { attemptToken: string; live: { modelId: number } | null };
  const right = items?.filter((one) => one.candidate.right).length ?? 0;
  const report = {
    asked: items?.length ?? 0,
    right,
    liveRight: 0,
    fixed: 0,
    broken: 0,
    liveModelId: live?.modelId,
    items,
  };
  const { status } = await service.internal(`/models/${id}/complete`, {
    attemptToken,
    directory: `w/${id}`,
    manifestSha256: 'b'.repeat(64),
    metrics: { texts: 1, passages: 2, seconds: 3, threshold: 0.5, falseAnswerRate: 0.05, ...metrics },
    golden: items && report,
  });
  expect(status).toBe(200);
  await service.drain();
  return id;
}
async function golden(): Promise<number> {
  const { id: workspaceId } = await service.db.workspace.findFirstOrThrow({ where: { name: 'default' } });
  const { id } = await service.db.goldenQuestion.create({
    data: {
      workspaceId,
      question: `G ${lessons++}?`,
      answer: 'yes',
      hash: `h${lessons}`,
      origin: 'MANUAL',
      use: 'GATE',
    },
  });
  return id;
}
const diff = async (a: number, b: number, query = '') => {
  const response = await service.fetch(`/api/models/${a}/diff/${b}${query}`, { token: API_TOKEN });
  return { status: response.status, body: (await response.json()) as ModelDiff & { code: string; message: string } };
};
async function said(modelId?: number, otherId?: number, who = ann): Promise<string> {
  await service.telegram(APPROVERS, who, { kind: 'DIFF', modelId, otherId });
  await service.drain();
  return service.bot.textsTo(APPROVERS).at(-1) ?? '';
}

describe('the difference between two versions', () => {
  it('is what only the later one knows, in pages, either way round, and nothing that was withdrawn', async () => {
    const known = [await approvedText(), await approvedText()];
    const first = await trained(known);
    const learned = [await approvedText(), await approvedText(' And it goes on.'.repeat(30)), await approvedText()];
    const second = await trained(learned);
    const later = await trained([await approvedText()]);
    await service.telegram(APPROVERS, ann, { kind: 'WITHDRAW', trainDataId: learned[2] });
    const { body } = await diff(first, second);
    expect(body).toMatchObject({ a: { id: first }, b: { id: second }, texts: { onlyA: 0, onlyB: 2, withdrawn: 0 } });
    expect(body.texts.items.map(({ id, knownTo }) => [id, knownTo])).toEqual([
      [learned[1], 'b'],
      [learned[0], 'b'],
    ]);
    expect(body.texts.items[0]?.text).toHaveLength(201);
    const page = await diff(second, first, '?limit=1');
    expect(page.body.texts).toMatchObject({ onlyA: 2, onlyB: 0, items: [{ id: learned[1], knownTo: 'a' }] });
    const rest = await diff(second, first, `?limit=1&after=${String(page.body.texts.next)}`);
    expect(rest.body.texts).toMatchObject({ items: [{ id: learned[0] }], next: null });
    expect((await diff(first, later)).body.texts.onlyB).toBe(3);
    // Withdrawn before the next training: what the older one was built with, the newer one was not.
    await service.telegram(APPROVERS, ann, { kind: 'WITHDRAW', trainDataId: known[0] });
    const newest = await trained([await approvedText()]);
    expect((await diff(first, newest)).body.texts.withdrawn).toBe(1);
    expect(await said(first, second)).toContain(`#${second} knows 2 texts that #${first} does not`);
    expect(await said(first, newest)).toContain('1 text that it was built with is withdrawn');
    expect(await said(first)).toMatch(
      new RegExp(`^«version ${newest}» \\(#${newest}\\), which is live, and «version ${first}»`, 'u'),
    );
  });

  it('shows the scores side by side', async () => {
    const question = await golden();
    const [left, right] = [
      await trained([await approvedText()], { items: [item(question, ['no'])], metrics: { recallAt1: 0.9 } }),
      await trained([await approvedText()], {
        items: [item(question, ['yes', 'no'])],
        metrics: {
          texts: 12,
          threshold: 0.41,
          seconds: 61,
          learned: { pairs: 40, epochs: 3, lossBefore: 2, lossAfter: 1 },
        },
      }),
    ];
    const words = await said(left, right);
    for (const line of [
      'Golden questions right, when trained: 0 of 1 → 1 of 1',
      'Right text first: 90\u00a0% → ?',
      'Threshold: 0.50 → 0.41',
      'Texts: 1 → 12',
      'Seconds: 3.0 → 61',
      'Reader: base → fine-tuned on 40 pairs',
    ]) {
      expect(words).toContain(`\n${line}`);
    }
  });

  it('is in the golden questions that one has right and the other wrong, with both answers', async () => {
    const [same, broken, gone] = [await golden(), await golden(), await golden()];
    const read = await approvedText();
    const a = await trained([read], { items: [same, broken, gone].map((id) => item(id, ['yes'], read)) });
    const b = await trained([await approvedText()], {
      items: [item(same, ['yes', 'yes']), item(broken, [undefined, 'yes']), item(gone, ['no', 'yes'])],
    });
    await service.fetch(`/api/golden/${gone}`, { method: 'DELETE', token: API_TOKEN });
    const { body } = await diff(a, b);
    expect(body.golden).toMatchObject({ askedA: 2, askedB: 2, both: 2, rightA: 2, rightB: 1, note: null });
    expect(body.golden.items).toEqual([
      {
        id: broken,
        question: `Golden ${broken}?`,
        expected: 'yes',
        a: { answer: 'yes', right: true },
        b: { right: false },
      },
    ]);
    const words = await said(a, b);
    expect(words).toContain(`#${a} has 2 right and #${b} 1; 1 answer differs:`);
    expect(words).toContain(`Golden ${broken}?\nright: «yes»\n#${a}: «yes»\n#${b}: not taught`);
  });

  it('says when they were not asked the same, or not at all', async () => {
    const [old, both] = [await golden(), await golden()];
    const a = await trained([await approvedText()], { items: [item(old, ['yes']), item(both, ['yes'])] });
    await service.db.goldenQuestion.update({ where: { id: old }, data: { use: 'LEARN' } });
    const b = await trained([await approvedText()], { items: [item(both, ['no', 'yes'])] });
    expect((await diff(a, b)).body.golden).toMatchObject({
      both: 1,
      note: `they were not asked the same: #${a} 2, #${b} 1, and 1 of these both`,
    });
    const reworded = { ...item(both, ['no']), expected: 'no' };
    const c = await trained([await approvedText()], { items: [{ ...reworded, live: undefined }] });
    expect((await diff(b, c)).body.golden).toMatchObject({ both: 0, items: [] });
    const never = await trained([await approvedText()]);
    expect(await said(c, never)).toContain(`Golden questions: #${never} answered no golden question`);
  });

  it('shows no answer from a text that was withdrawn since', async () => {
    const question = await golden();
    const secret = await approvedText();
    const a = await trained([secret], { items: [item(question, ['no'], secret)] });
    await service.telegram(APPROVERS, ann, { kind: 'WITHDRAW', trainDataId: secret });
    const b = await trained([await approvedText()], { items: [item(question, ['yes', undefined])] });
    expect((await diff(a, b)).body.golden.items).toMatchObject([{ a: { right: false }, b: { answer: 'yes' } }]);
    expect(await service.db.goldenResult.count({ where: { trainDataId: secret } })).toBe(0);
  });

  it('holds all golden questions of a training, however many are shown with the version', async () => {
    const ids = await Promise.all(Array.from({ length: 130 }, golden));
    const long = (id: number) => ({
      ...item(id, ['yes']),
      question: `${id} ${'?'.repeat(400)}`,
      expected: 'ж'.repeat(500),
    });
    const id = await trained([await approvedText()], { items: ids.map(long) });
    expect(await service.db.goldenResult.count({ where: { modelId: id } })).toBe(130);
    const response = await service.fetch(`/api/models/${id}`, { token: API_TOKEN });
    expect(((await response.json()) as { goldenItems: unknown[] }).goldenItems).toHaveLength(100);
  });

  it('is told in one sentence why there is none', async () => {
    const id = await trained([await approvedText()]);
    await approvedText();
    await service.telegram(APPROVERS, ann, { kind: 'START_TRAIN' });
    const running = (await service.db.model.findFirstOrThrow({ where: { status: 'PROCESSING' } })).id;
    expect((await diff(id, running)).body.message).toContain('still being trained');
    await service.telegram(APPROVERS, ann, { kind: 'CANCEL_TRAIN' });
    expect(await diff(running, id)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(await diff(id, 999_999)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await diff(id, id)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(await said()).toContain('Which versions? /diff 3 5');
    expect(await said(id)).toContain(`#${id} is the live version`);
    expect(await said(id, id - 1, bob)).toContain('Only approvers can do that');
  });

  it('is for approvers, and knows nothing of another workspace', async () => {
    const [a, b] = [await trained([await approvedText()]), await trained([await approvedText()])];
    const cookie = await service.signInAsMember('Mia');
    expect((await service.fetch(`/api/models/${a}/diff/${b}`, { headers: { cookie } })).status).toBe(403);
    const other = await service.db.workspace.create({ data: { name: 'other' } });
    const { startedById } = await service.db.model.findUniqueOrThrow({ where: { id: a } });
    const base = { workspaceId: other.id, status: 'DONE' as const, startedById, correlationId: 'c' };
    const theirs = await service.db.model.create({ data: { ...base, name: 'theirs' } });
    expect((await diff(a, theirs.id)).status).toBe(404);
    expect((await diff(theirs.id, a)).status).toBe(404);
    // Numbers are drawn from one sequence: a text of others lies between two of our versions.
    const { taughtById } = await service.db.trainData.findFirstOrThrow();
    await service.db.trainData.create({
      data: {
        ...{ workspaceId: other.id, text: 'A secret.', hash: 's', wordsHash: 's', tokens: 2, language: 'en' },
        ...{ taughtById, status: 'DONE', modelId: theirs.id },
      },
    });
    const c = await trained([await approvedText()]);
    const { body } = await diff(b, c);
    expect(body.texts).toMatchObject({ onlyB: 1 });
    expect(JSON.stringify(body)).not.toContain('A secret');
  });
});
