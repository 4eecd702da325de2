import type { GoldenImport } from '@personal-assistant/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ann, API_TOKEN, APPROVERS, bob, GROUP, Harness } from '../../testing/harness.js';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
  await service.telegram(APPROVERS, ann, { kind: 'HELP' });
});
afterAll(() => service.close());
beforeEach(() => service.db.goldenQuestion.deleteMany());

const exported = async () => {
  const response = await service.fetch('/api/golden/export', { token: API_TOKEN });
  return { response, text: await response.text() };
};
const parsed = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { question: string; answer: string | null; origin: string; use: string });
async function imported(body: string, type = 'application/x-ndjson') {
  const headers = { 'content-type': type };
  const response = await service.fetch('/api/golden/import', { method: 'POST', token: API_TOKEN, headers, body });
  return { status: response.status, body: (await response.json()) as GoldenImport & { code: string } };
}
const lines = (...items: object[]) => items.map((item) => JSON.stringify(item)).join('\n');

describe('golden questions as a file', () => {
  it('come back as they went: exported, deleted, imported, exported', async () => {
    const pair = 'Q: Where is the spare key?\nA: Behind door 41.';
    await service.telegram(GROUP, bob, { kind: 'TRAIN', text: pair });
    const { id } = await service.db.trainData.findFirstOrThrow({ where: { question: { not: null } } });
    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
    await imported(
      lines(
        { question: 'Wer hat «den» Schlüssel?\n🙂', answer: 'Mia\u2028hat ihn.' },
        { question: 'Why?', answer: null },
      ),
    );
    const before = await exported();
    expect(before.response.headers.get('content-type')).toContain('application/x-ndjson');
    expect(before.response.headers.get('content-disposition')).toContain('golden-questions.jsonl');
    expect(parsed(before.text)).toMatchObject([
      { question: 'Where is the spare key?', answer: 'Behind door 41.', origin: 'PAIR' },
      { question: 'Wer hat «den» Schlüssel?\n🙂', answer: 'Mia\u2028hat ihn.', origin: 'MANUAL', use: 'GATE' },
      { question: 'Why?', answer: null },
    ]);
    expect((await imported(before.text)).body).toEqual({ created: 0, updated: 0, unchanged: 3, refused: [] });
    await service.db.goldenQuestion.deleteMany();
    expect((await imported(before.text)).body).toEqual({ created: 3, updated: 0, unchanged: 0, refused: [] });
    const words = (text: string) => parsed(text).map(({ question, answer }) => ({ question, answer }));
    const byQuestion = (a: { question: string }, b: { question: string }) => (a.question < b.question ? -1 : 1);
    expect(words((await exported()).text).sort(byQuestion)).toEqual(words(before.text).sort(byQuestion));
    expect(await service.db.goldenQuestion.count({ where: { origin: 'MANUAL', use: 'GATE' } })).toBe(3);
  });

  it('of which some are wrong: the others are taken in, and each wrong line is named', async () => {
    await imported(lines({ question: 'Who?', answer: 'Mia' }, { question: 'What?', answer: null }));
    const file = `${lines({ question: 'WHO?', answer: 'Bob' }, { question: 'New?', answer: 'yes' })}\n{"question":\n\n${lines({ question: 'What?' })}`;
    const { status, body } = await imported(file);
    expect([status, body]).toMatchObject([
      200,
      { created: 1, updated: 1, unchanged: 0, refused: [{ line: 3 }, { line: 5 }] },
    ]);
    expect(await service.db.goldenQuestion.findFirst({ where: { question: 'Who?' } })).toMatchObject({ answer: 'Bob' });
    expect(
      await service.db.auditLog.findFirst({ where: { action: 'IMPORT_GOLDEN' }, orderBy: { id: 'desc' } }),
    ).toMatchObject({
      detail: { created: 1, updated: 1, refused: 2 },
    });
  });

  it('leaves a question on its side of learning and the gate, whatever the file says', async () => {
    const pair = 'Q: Which key opens the cellar?\nA: The brass one.';
    await service.telegram(GROUP, bob, { kind: 'TRAIN', text: pair });
    const { id } = await service.db.trainData.findFirstOrThrow({ where: { question: 'Which key opens the cellar?' } });
    await service.telegram(APPROVERS, ann, { kind: 'APPROVE', trainDataId: id });
    const before = await service.db.goldenQuestion.findFirstOrThrow();
    await imported(
      lines({ question: 'Which key opens the cellar?', answer: 'The iron one.', use: 'GATE', origin: 'MANUAL' }),
    );
    const { use, origin, trainDataId } = before;
    expect(await service.db.goldenQuestion.findFirst()).toMatchObject({
      answer: 'The iron one.',
      use,
      origin,
      trainDataId,
    });
  });

  it.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'application/octet-stream'])(
    'are taken in as %s, too',
    async (type) => {
      expect(await imported(lines({ question: 'Who?', answer: 'Mia' }), type)).toMatchObject({
        status: 200,
        body: { created: 1 },
      });
    },
  );

  it('by two at once are there once', async () => {
    const file = lines(...Array.from({ length: 200 }, (_, i) => ({ question: `Question ${i}?`, answer: 'yes' })));
    const backwards = file.split('\n').reverse().join('\n');
    const results = await Promise.all([file, backwards, file, backwards].map((body) => imported(body)));
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(results.reduce((sum, { body }) => sum + body.created, 0)).toBe(200);
    expect(await service.db.goldenQuestion.count()).toBe(200);
  });

  it('more than a page are all exported, and only those of the workspace', async () => {
    await imported(lines(...Array.from({ length: 1100 }, (_, i) => ({ question: `Question ${i}?`, answer: null }))));
    const other = await service.db.workspace.create({ data: { name: 'other' } });
    await service.db.goldenQuestion.create({
      data: { workspaceId: other.id, question: 'Theirs?', hash: 'h', origin: 'MANUAL', use: 'GATE' },
    });
    const { text } = await exported();
    expect(parsed(text)).toHaveLength(1100);
    expect(text).not.toContain('Theirs?');
  });

  it('that are empty or too many are refused whole', async () => {
    expect(await imported(' \n')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    const many = lines(...Array.from({ length: 10_001 }, (_, i) => ({ question: `Q ${i}?`, answer: null })));
    expect(await imported(many)).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
    expect(await imported(' '.repeat(17 * 1024 * 1024))).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
    expect(await service.db.goldenQuestion.count()).toBe(0);
  });

  it('are for approvers', async () => {
    const cookie = await service.signInAsMember('Mia');
    expect((await service.fetch('/api/golden/export', { headers: { cookie } })).status).toBe(403);
    const headers = { cookie, 'content-type': 'application/x-ndjson' };
    const body = lines({ question: 'Mine?', answer: 'yes' });
    expect((await service.fetch('/api/golden/import', { method: 'POST', headers, body })).status).toBe(403);
  });
});
