import {
  changeGoldenSchema,
  createGoldenSchema,
  gapQuerySchema,
  goldenQuerySchema,
  type Golden,
} from '@personal-assistant/contracts';
import type { FakeApi } from './fake-api.ts';
import { ok, page, refuse, type FakeCall, type FakeResponse } from './responses.ts';

/** `/api/golden`. */
export function golden(api: FakeApi, { method, id, query, body }: FakeCall): FakeResponse {
  const now = new Date().toISOString();
  if (!id && method === 'GET') {
    const { origin, use, q = '', ...paging } = goldenQuerySchema.parse(query);
    const holds = (text: string | null): boolean => text?.toLowerCase().includes(q.toLowerCase()) === true;
    const fits = (item: Golden): boolean =>
      (!origin || item.origin === origin) && (!use || item.use === use) && (holds(item.question) || holds(item.answer));
    return ok(page(api.golden.filter(fits), paging));
  }
  if (!id) {
    const added = createGoldenSchema.parse(body);
    const same = api.golden.find(({ question }) => question.toLowerCase() === added.question.toLowerCase());
    if (same)
      return refuse(409, 'CONFLICT', `That question is there already: change golden question #${String(same.id)}.`);
    const times = { createdAt: now, updatedAt: now };
    const item: Golden = { id: api.nextId(), ...added, origin: 'MANUAL', use: 'GATE', trainDataId: null, ...times };
    api.golden.push(item);
    return { status: 201, body: item };
  }
  if (id === 'import') {
    const refused = [{ line: 3, message: 'This line has no question.' }];
    return ok({ created: 2, updated: 1, unchanged: 4, refused });
  }
  const index = api.golden.findIndex((other) => String(other.id) === id);
  const item = api.golden[index];
  if (!item) return refuse(404, 'NOT_FOUND', `There is no golden question #${id}.`);
  if (method === 'DELETE') {
    api.golden.splice(index, 1);
    return ok({ ok: true });
  }
  const { question, answer } = changeGoldenSchema.parse(body);
  Object.assign(item, { updatedAt: now }, question !== undefined && { question }, answer !== undefined && { answer });
  return ok(item);
}

/** `/api/gaps`. */
export function gaps(api: FakeApi, { method, id, action, query, me }: FakeCall): FakeResponse {
  if (method === 'GET') {
    const { status, ...paging } = gapQuerySchema.parse(query);
    const fitting = api.gaps.filter((gap) => gap.status === status).sort((a, b) => a.count - b.count);
    return ok(page(fitting, paging));
  }
  const gap = api.gaps.find((other) => String(other.id) === id);
  if (!gap) return refuse(404, 'NOT_FOUND', `There is no unanswered question #${id}; see /gaps.`);
  const status = action === 'answer' ? 'ANSWERED' : 'OUT_OF_SCOPE';
  Object.assign(gap, { status, decidedBy: me, decidedAt: new Date().toISOString() });
  return ok(gap);
}
