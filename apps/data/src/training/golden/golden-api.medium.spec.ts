import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_TOKEN, Harness } from '../../testing/harness.js';

let service: Harness;
beforeAll(async () => {
  service = await Harness.start();
});
afterAll(() => service.close());

const call = async (method: string, path: string, json?: unknown) => {
  const response = await service.fetch(`/api/golden${path}`, { method, json, token: API_TOKEN });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const add = (question: string, answer?: string | null) => call('POST', '', { question, answer });

describe('golden questions', () => {
  it('are added, listed newest first in pages, changed and deleted', async () => {
    const first = await add(' Who has the key? ', 'Mia has it.');
    expect(first).toMatchObject({
      status: 201,
      body: { question: 'Who has the key?', answer: 'Mia has it.', origin: 'MANUAL', use: 'GATE', trainDataId: null },
    });
    const second = await add('Who is the king?');
    expect(second.body.answer).toBeNull();
    const page = await call('GET', '?limit=1');
    expect(page.body).toMatchObject({ items: [{ id: second.body.id }], next: String(second.body.id) });
    expect((await call('GET', `?limit=1&after=${String(page.body.next)}`)).body).toMatchObject({
      items: [{ id: first.body.id }],
      next: null,
    });
    const changed = await call('PATCH', `/${String(first.body.id)}`, { answer: 'Bob has it.' });
    expect(changed.body).toMatchObject({ question: 'Who has the key?', answer: 'Bob has it.' });
    expect((await call('DELETE', `/${String(first.body.id)}`)).status).toBe(200);
    expect((await call('DELETE', `/${String(first.body.id)}`)).status).toBe(404);
    expect((await call('GET', '')).body.items).toMatchObject([{ id: second.body.id }]);
    expect(await service.db.auditLog.count({ where: { subject: `golden:${String(first.body.id)}` } })).toBe(3);
  });

  it('are there once, also when two add one at once, and no change makes two the same', async () => {
    const answers = await Promise.all([add('Who sweeps?'), add('who SWEEPS?'), add('Who sweeps?')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const other = await add('Who cooks?');
    expect((await call('PATCH', `/${String(other.body.id)}`, { question: 'who sweeps?' })).status).toBe(409);
    expect((await call('PATCH', `/${String(other.body.id)}`, { question: 'WHO cooks?' })).status).toBe(200);
  });

  it('given one wording at the same moment by two: one has it, the other is told', async () => {
    for (let round = 0; round < 5; round++) {
      const ids = [await add(`Round ${round}, one?`), await add(`Round ${round}, two?`)].map(({ body }) =>
        String(body.id),
      );
      const answers = await Promise.all(
        ids.map((id) => call('PATCH', `/${id}`, { question: `Round ${round}, which?` })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'CONFLICT' });
    }
  });

  it('are found by words of the question or the answer, in whatever case, and taken as they are written', async () => {
    const ids: number[] = [];
    for (const [question, answer] of [
      ['Where does the FIREWOOD lie?', 'Behind the barn.'],
      ['What burns best?', 'Dry firewood_beech, at 15%.'],
      ['What is 15 times 15?', null],
    ] as const)
      ids.push((await add(question, answer)).body.id as number);
    const [where, best] = ids;
    const found = async (q: string, more = '') => {
      const { body } = await call('GET', `?q=${encodeURIComponent(q)}${more}`);
      return (body.items as { id: number }[]).map(({ id }) => id);
    };
    expect(await found(' Firewood ')).toEqual([best, where]);
    expect(await found('firewood', `&after=${best}`)).toEqual([where]);
    expect(await found('firewood', '&use=LEARN')).toEqual([]);
    expect(await found('BARN')).toEqual([where]);
    expect(await found('15%')).toEqual([best]);
    expect(await found('d_b')).toEqual([best]);
    expect(await found('\\')).toEqual([]);
    expect((await found('')).length).toBeGreaterThanOrEqual(3);
    expect((await call('GET', `?q=${'x'.repeat(201)}`)).status).toBe(400);
  });

  it('are read again by approvers’ open pages after each change, and only then', async () => {
    const { id: workspaceId } = await service.db.workspace.findFirstOrThrow({ where: { name: 'default' } });
    const told = () => service.db.event.count({ where: { type: 'GOLDEN', audience: 'APPROVER', workspaceId } });
    const before = await told();
    const { id } = (await add('Who feeds the cat?', 'Bob does.')).body;
    await call('PATCH', `/${String(id)}`, { answer: 'Mia does.' });
    await call('DELETE', `/${String(id)}`);
    const { status } = await service.fetch('/api/golden/import', {
      method: 'POST',
      body: '{"question":"Who feeds the dog?","answer":"Ann does."}',
      headers: { 'content-type': 'application/x-ndjson' },
      token: API_TOKEN,
    });
    expect(status).toBe(200);
    expect(await told()).toBe(before + 4);
    await add('who feeds the DOG?');
    await call('DELETE', `/${String(id)}`);
    await call('GET', '');
    expect(await told()).toBe(before + 4);
  });

  it('are for approvers', async () => {
    const member = await service.signInAsMember('Mia');
    expect((await service.fetch('/api/golden?q=a', { headers: { cookie: member } })).status).toBe(403);
  });

  it('of another workspace are not there', async () => {
    const { id } = await service.db.workspace.create({ data: { name: 'other' } });
    const foreign = await service.db.goldenQuestion.create({
      data: { workspaceId: id, question: 'Theirs?', hash: 'h', origin: 'MANUAL', use: 'GATE' },
    });
    expect((await call('PATCH', `/${foreign.id}`, { answer: 'ours' })).status).toBe(404);
    expect((await call('DELETE', `/${foreign.id}`)).status).toBe(404);
    expect(JSON.stringify((await call('GET', '')).body)).not.toContain('Theirs?');
    expect((await call('GET', '?q=Theirs')).body.items).toEqual([]);
  });

  it.each([[{}], [{ question: ' ' }], [{ question: 'x'.repeat(2001) }], [{ question: 'Who?', answer: '' }]])(
    'refuse %.60j',
    async (json) => {
      expect((await call('POST', '', json)).status).toBe(400);
    },
  );
});
