import {
  bulkResultSchema,
  chatMessageListSchema,
  eventSchema,
  type AppEvent,
  modelListSchema,
  questionSchema,
  sessionSchema,
  statusSchema,
  trainDataListSchema,
  trainDataSchema,
} from '@personal-assistant/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessingService } from '../commands/processing.service.js';
import { API_TOKEN, Harness, SIGN_IN_TOKEN, uuid } from '../testing/harness.js';
import { SessionService } from './session.service.js';

let service: Harness;
let approver: string;
let mia: string;
let max: string;
beforeAll(async () => {
  service = await Harness.start();
  approver = await service.signIn(SIGN_IN_TOKEN);
  mia = await service.signInAsMember('Mia');
  max = await service.signInAsMember('Max');
});
afterAll(() => service.close());

const as = (cookie: string) => ({ headers: { cookie } });
const get = async (path: string, cookie: string) => (await service.fetch(path, as(cookie))).json();
const post = async (path: string, cookie: string, json: unknown = {}) => {
  const response = await service.fetch(path, { method: 'POST', json, ...as(cookie) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
/** Says something in a room of the page and lets it take effect. */
async function say(cookie: string, room: string, text: string, more: object = {}) {
  const { status, body } = await post(`/api/chat/${room}/messages`, cookie, { id: uuid(), text, ...more });
  expect(status).toBe(202);
  await service.app.get(ProcessingService).process(String(body.commandId));
}
const messages = async (cookie: string, room: string) =>
  chatMessageListSchema.parse(await get(`/api/chat/${room}/messages`, cookie)).items;
const plain = (message: { text: { text: string }[] } | undefined) => message?.text.map(({ text }) => text).join('');

/** Reads server-sent events until `count` are there. */
async function events(cookie: string, count: number, lastId?: string): Promise<{ id: string; event: AppEvent }[]> {
  const abort = new AbortController();
  const response = await service.fetch('/api/events', {
    headers: { cookie, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
    signal: abort.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const found: { id: string; event: AppEvent }[] = [];
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const match = /^id: (\d+)\ndata: (.*)$/u.exec(block);
      if (match) found.push({ id: match[1] ?? '', event: eventSchema.parse(JSON.parse(match[2] ?? '')) });
    }
    if (found.length >= count) break;
  }
  abort.abort();
  return found;
}

describe('signing in', () => {
  it('gives a cookie that scripts of the page cannot read, and the session', async () => {
    const response = await service.fetch('/api/session', { method: 'POST', json: { token: SIGN_IN_TOKEN } });
    const cookie = response.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^pa_session=[\w-]{43};/u);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    expect(sessionSchema.parse(await response.json())).toMatchObject({
      role: 'APPROVER',
      user: { displayName: 'Owner' },
    });
    expect(await service.db.session.count({ where: { tokenHash: cookie.slice(11, 54) } })).toBe(0);
  });

  it('knows the owner by their token, also where programs share it', async () => {
    const replica = await service.startReplica({ API_TOKEN: SIGN_IN_TOKEN });
    const caller = await replica.get(SessionService).callerOfFixedToken(SIGN_IN_TOKEN);
    expect(caller?.user.displayName).toBe('Owner');
  });

  it('an invitation signs the same person in again; signing out ends a session', async () => {
    const { body } = await post('/api/invitations', approver, { displayName: 'Nora' });
    const token = new URL(String(body.url)).searchParams.get('token') ?? '';
    const [first, second] = [await service.signIn(token), await service.signIn(token)];
    const session = sessionSchema.parse(await get('/api/session', first));
    expect(session).toMatchObject({ role: 'MEMBER', user: { displayName: 'Nora' } });
    expect(sessionSchema.parse(await get('/api/session', second)).user.id).toBe(session.user.id);
    const signedOut = await service.fetch('/api/session', { method: 'DELETE', ...as(first) });
    expect(signedOut.status).toBe(204);
    expect((await service.fetch('/api/session', as(first))).status).toBe(401);
    expect((await service.fetch('/api/session', as(second))).status).toBe(200);
  });

  it('refuses what another site causes, and takes programs without an origin', async () => {
    const foreign = await service.fetch('/api/train-data', {
      method: 'POST',
      json: { text: 'Sent by a page of somebody else.' },
      headers: { cookie: mia, origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    expect(await service.db.trainData.count({ where: { text: 'Sent by a page of somebody else.' } })).toBe(0);
  });

  it('slows down who guesses tokens', async () => {
    const other = await Harness.start();
    const attempt = async () =>
      (await other.fetch('/api/session', { method: 'POST', json: { token: 'guess' } })).status;
    const statuses = await Promise.all(Array.from({ length: 10 }, attempt));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(await attempt()).toBe(429);
    await other.close();
  });
});

describe('the chat on the page', () => {
  it('runs teach, approve and ask like a group', async () => {
    await say(mia, 'members', '/train The spare key is under the blue pot.');
    const [receipt, taught] = await messages(mia, 'members');
    expect(plain(taught)).toBe('/train The spare key is under the blue pot.');
    expect(taught?.author).toMatchObject({ displayName: 'Mia' });
    expect(plain(receipt)).toMatch(/^Thank you! I passed this on to the approvers as #\d+\.$/u);
    expect(receipt?.replyToMessageId).toBe(taught?.id);
    const card = (await messages(approver, 'approvers'))[0];
    expect(plain(card)).toContain('from Mia');
    const action = card?.buttons[0]?.[0]?.action;
    const press = await post('/api/chat/approvers/buttons', approver, { id: uuid(), messageId: card?.id, action });
    expect(press.status).toBe(202);
    await service.app.get(ProcessingService).process(String(press.body.commandId));
    const decided = (await messages(approver, 'approvers'))[0];
    expect(decided).toMatchObject({ id: card?.id, buttons: [] });
    expect(plain(decided)).toContain('Approved by Owner');
    expect(plain((await messages(mia, 'members'))[0])).toContain('was approved by Owner');
    await say(mia, 'members', 'where is the spare key?');
    expect(plain((await messages(mia, 'members'))[0])).toContain('Nothing was trained yet');
  });

  it('takes a reply to a card, and the same message once', async () => {
    await say(mia, 'members', '/train The meeting is on the first Monday.');
    const card = (await messages(approver, 'approvers'))[0];
    await say(approver, 'approvers', '/reject not true', { replyToMessageId: card?.id });
    const texts = trainDataListSchema.parse(await get('/api/train-data?status=REJECTED', approver)).items;
    expect(texts).toMatchObject([
      { text: 'The meeting is on the first Monday.', rejectReason: 'not true', decidedBy: { displayName: 'Owner' } },
    ]);
    const message = { id: uuid(), text: '/help' };
    const answers = [
      await post('/api/chat/members/messages', mia, message),
      await post('/api/chat/members/messages', mia, message),
    ];
    expect(answers.map(({ body }) => body.duplicate)).toEqual([false, true]);
    expect((await messages(mia, 'members')).filter((one) => plain(one) === '/help')).toHaveLength(1);
  });

  it('keeps members out of the approvers’ room', async () => {
    expect((await service.fetch('/api/chat/approvers/messages', as(mia))).status).toBe(403);
    expect((await post('/api/chat/approvers/messages', mia, { id: uuid(), text: '/approve #1' })).status).toBe(403);
    expect((await service.fetch('/api/chat/cellar/messages', as(mia))).status).toBe(404);
  });
});

describe('the REST API', () => {
  it('teaches, approves and lists in pages; a member sees their own texts', async () => {
    const created = await post('/api/train-data', max, { text: 'The printer is on the second floor.' });
    expect(created.status).toBe(201);
    const text = trainDataSchema.parse(created.body);
    expect(text).toMatchObject({ status: 'SUBMITTED', taughtBy: { displayName: 'Max' }, tokens: 7 });
    expect((await service.fetch(`/api/train-data/${text.id}`, as(mia))).status).toBe(404);
    expect(trainDataListSchema.parse(await get('/api/train-data', max)).items.map(({ id }) => id)).toEqual([text.id]);
    expect((await post(`/api/train-data/${text.id}/approve`, max)).status).toBe(403);
    const approved = await post(`/api/train-data/${text.id}/approve`, approver);
    expect(approved).toMatchObject({ status: 200, body: { status: 'PENDING', decidedBy: { displayName: 'Owner' } } });
    const again = await post(`/api/train-data/${text.id}/reject`, approver, { reason: 'late' });
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_DECIDED', message: 'Already approved by Owner, just now.' },
    });
    const ids: number[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = trainDataListSchema.parse(
        await get(`/api/train-data?limit=1${after && `&after=${after}`}`, approver),
      );
      ids.push(...page.items.map(({ id }) => id));
      after = page.next;
    }
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(ids).toHaveLength(await service.db.trainData.count());
  });

  it('takes an approver’s texts in bulk, names what it left out, and says so in one message', async () => {
    const texts = [
      'Bulk text number one.',
      'short',
      '',
      'bulk TEXT number one',
      'The printer is on the second floor.',
      'Bulk text number two.',
    ];
    expect((await post('/api/train-data/bulk', mia, { texts })).status).toBe(403);
    const { status, body } = await post('/api/train-data/bulk', approver, { texts });
    expect(status).toBe(201);
    const result = bulkResultSchema.parse(body);
    expect(result.created).toBe(2);
    expect(result.refused.map(({ index, code }) => [index, code])).toEqual([
      [1, 'TEXT_TOO_SHORT'],
      [2, 'TEXT_EMPTY'],
      [3, 'TEXT_DUPLICATE'],
      [4, 'TEXT_DUPLICATE'],
    ]);
    const stored = await service.db.trainData.findMany({ where: { id: { in: result.ids } }, orderBy: { id: 'asc' } });
    expect(stored.map(({ text, status: state }) => [text, state])).toEqual([
      ['Bulk text number one.', 'PENDING'],
      ['Bulk text number two.', 'PENDING'],
    ]);
    expect(plain((await messages(approver, 'approvers'))[0])).toContain(
      '2 texts added and approved by Owner; 4 texts left out.',
    );
  });

  it('takes ten thousand texts in one call', async () => {
    const texts = Array.from(
      { length: 10_000 },
      (_, index) => `Fact number ${index} of the big hand-over of this year.`,
    );
    const started = performance.now();
    const { body } = await post('/api/train-data/bulk', approver, { texts });
    expect(body).toMatchObject({ created: 10_000, refused: [] });
    expect(performance.now() - started).toBeLessThan(20_000);
    expect((await post('/api/train-data/bulk', approver, { texts: [...texts, 'one more'] })).status).toBe(400);
  });

  it('starts a training with all that is approved, and shows it', async () => {
    const pending = await service.db.trainData.count({ where: { status: 'PENDING' } });
    const started = await post('/api/models', approver, { name: 'big' });
    expect(started).toMatchObject({
      status: 201,
      body: { name: 'big', status: 'PROCESSING', live: false, newTexts: pending },
    });
    expect(await post('/api/models', approver)).toMatchObject({ status: 409, body: { code: 'TRAINING_RUNNING' } });
    expect(modelListSchema.parse(await get('/api/models', mia)).items).toMatchObject([{ name: 'big' }]);
    const status = statusSchema.parse(await get('/api/status', mia));
    expect(status).toMatchObject({
      liveModel: null,
      runningModel: { name: 'big' },
      trainData: { PROCESSING: pending },
      telegram: { state: 'connected' },
    });
  });

  it('holds a question until its answer is there', async () => {
    const model = await service.db.model.findFirstOrThrow();
    await service.db.model.update({ where: { id: model.id }, data: { status: 'DONE', live: true } });
    const asked = post('/api/questions?wait=20', mia, { text: 'where is the key?' });
    const question = await expect
      .poll(() => service.db.question.findFirst({ where: { text: 'where is the key?' } }))
      .toBeTruthy()
      .then(() => service.db.question.findFirstOrThrow({ where: { text: 'where is the key?' } }));
    const answeredAt = performance.now();
    await service.internal(`/questions/${question.id}/answer`, {
      modelId: model.id,
      abstained: true,
      text: '',
      confidence: 0.1,
      sources: [],
      ms: 3,
    });
    const { status, body } = await asked;
    expect(performance.now() - answeredAt).toBeLessThan(3000);
    expect(status).toBe(200);
    expect(questionSchema.parse(body)).toMatchObject({
      status: 'ANSWERED',
      answer: { abstained: true, text: 'I was not taught that.', modelId: model.id },
    });
    expect((await service.fetch(`/api/questions/${question.id}`, as(max))).status).toBe(404);
    expect((await post('/api/questions', mia, { text: 'and now?' })).status).toBe(202);
  });

  it.each([
    ['POST', '/api/train-data', '{"text": 7}', 400, 'BAD_REQUEST'],
    ['POST', '/api/train-data', '{"text": ', 400, 'BAD_REQUEST'],
    ['POST', '/api/train-data', '{"text": ""}', 422, 'TEXT_EMPTY'],
    ['POST', '/api/questions', '{"text": " "}', 422, 'QUESTION_EMPTY'],
    ['GET', '/api/train-data?limit=1000', undefined, 400, 'BAD_REQUEST'],
    ['GET', '/api/train-data?after=x', undefined, 400, 'BAD_REQUEST'],
    ['GET', '/api/train-data/99999999', undefined, 404, 'NOT_FOUND'],
    ['GET', '/api/models/abc', undefined, 404, 'NOT_FOUND'],
    ['GET', '/api/questions/abc', undefined, 404, 'NOT_FOUND'],
    ['GET', '/api/nothing', undefined, 404, 'NOT_FOUND'],
  ])('%s %s %s → %i %s', async (method, path, body, status, code) => {
    const response = await service.fetch(path, {
      method,
      body,
      headers: { 'content-type': 'application/json' },
      token: API_TOKEN,
    });
    expect(response.status).toBe(status);
    const error = (await response.json()) as { code: string; message: string };
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[«A-Z].*[.!?…]$/u);
  });
});

describe('a thumb', () => {
  it('is marked as pressed for who gave it: in the list, also later, and in the events', async () => {
    const { id: modelId } = await service.db.model.findFirstOrThrow({ where: { live: true } });
    const { id: workspaceId } = await service.db.workspace.findFirstOrThrow({ where: { name: 'default' } });
    const { id: taughtById } = await service.db.user.findFirstOrThrow();
    const source = await service.db.trainData.create({
      data: {
        workspaceId,
        taughtById,
        modelId,
        status: 'DONE',
        text: 'The sauna opens at 6.',
        hash: 'sauna',
        wordsHash: 'sauna',
        tokens: 6,
        language: 'en',
      },
    });
    await say(mia, 'members', '/ask when does the sauna open?');
    const { id: questionId } = await service.db.question.findFirstOrThrow({
      where: { text: 'when does the sauna open?' },
    });
    const sources = [{ trainDataId: source.id, quote: source.text, start: 0 }];
    const answer = { modelId, abstained: false, text: 'at 6', confidence: 0.9, sources, ms: 3 };
    expect((await service.internal(`/questions/${questionId}/answer`, answer)).status).toBe(200);
    const isThumb = ({ action }: { action: object }) => 'questionId' in action && action.questionId === questionId;
    const shown = async (cookie: string) =>
      (await messages(cookie, 'members')).find(({ buttons }) => buttons.flat().some(isThumb));
    const pressed = async (cookie: string) => (await shown(cookie))?.buttons.flat().map((button) => button.pressed);
    expect(await pressed(mia)).toEqual([false, false]);
    const last = String((await service.db.event.aggregate({ _max: { id: true } }))._max.id);
    for (const [cookie, value] of [
      [mia, 'DOWN'],
      [max, 'UP'],
      [mia, 'UP'],
      [max, 'DOWN'],
    ] as const) {
      const { status, body } = await post('/api/chat/members/buttons', cookie, {
        id: uuid(),
        messageId: (await shown(cookie))?.id,
        action: { kind: 'FEEDBACK', value, questionId },
      });
      expect(status).toBe(202);
      await service.app.get(ProcessingService).process(String(body.commandId));
    }
    expect(await pressed(mia)).toEqual([true, false]);
    expect(await pressed(max)).toEqual([false, true]);
    expect(await pressed(approver)).toEqual([false, false]);
    const told = async (cookie: string) => {
      const [first] = await events(cookie, 1, last);
      return first?.event.type === 'message' ? first.event.message.buttons.flat().map((button) => button.pressed) : [];
    };
    expect(await told(mia)).toEqual([true, false]);
    expect(await told(max)).toEqual([false, true]);
  });
});

describe('another workspace', () => {
  it('is invisible: nothing of it is listed, shown or decided', async () => {
    const other = await service.db.workspace.create({ data: { name: 'another' } });
    const { id: userId } = await service.db.user.findFirstOrThrow();
    const base = { workspaceId: other.id, correlationId: 'c' };
    const text = await service.db.trainData.create({
      data: {
        workspaceId: other.id,
        text: 'A secret of others.',
        hash: 'h',
        wordsHash: 'w',
        tokens: 4,
        language: 'en',
        taughtById: userId,
      },
    });
    const model = await service.db.model.create({ data: { ...base, name: 'theirs', startedById: userId } });
    const question = await service.db.question.create({
      data: { ...base, text: 'theirs?', askedById: userId, deadlineAt: new Date(), status: 'FAILED' },
    });
    const paths = [`/api/train-data/${text.id}`, `/api/models/${model.id}`, `/api/questions/${question.id}`];
    for (const path of paths) expect([path, (await service.fetch(path, as(approver))).status]).toEqual([path, 404]);
    expect((await post(`/api/train-data/${text.id}/approve`, approver)).status).toBe(404);
    expect((await post(`/api/dead-letters/question:${question.id}/retry`, approver)).status).toBe(404);
    for (const path of ['/api/train-data', '/api/models', '/api/questions', '/api/dead-letters', '/api/status']) {
      expect(JSON.stringify(await get(path, approver))).not.toMatch(/theirs|secret of others/u);
    }
    // The same text may be taught in each workspace.
    expect((await post('/api/train-data', approver, { text: 'A secret of others.' })).status).toBe(201);
  });
});

describe('when the train service is down', () => {
  it('teaching is asked to wait, and nothing is stored', async () => {
    service.train.available = false;
    const { status, body } = await post('/api/train-data', approver, { text: 'Nobody can count these tokens.' });
    service.train.available = true;
    expect([status, body.code]).toEqual([503, 'UNAVAILABLE']);
    expect(await service.db.trainData.count({ where: { text: 'Nobody can count these tokens.' } })).toBe(0);
  });
});

describe('server-sent events', () => {
  it('follow, replay what was missed, and show members nothing of the approvers’ room', async () => {
    const last = String((await service.db.event.aggregate({ _max: { id: true } }))._max.id);
    const live = events(approver, 4, last);
    await say(max, 'members', '/train The bicycle shed has the code 1234.');
    const seen = await live;
    const kinds = (found: { event: AppEvent }[]) =>
      found.map(({ event }) => (event.type === 'message' ? event.message.room : event.type));
    // What Max wrote, then in one commit the card, the text itself and the receipt.
    expect(kinds(seen)).toEqual(['members', 'approvers', 'train-data', 'members']);
    const replayed = await events(approver, 4, last);
    expect(replayed.map(({ id }) => id)).toEqual(seen.map(({ id }) => id));
    const rest = await events(approver, 3, seen[0]?.id);
    expect(rest.map(({ id }) => id)).toEqual(seen.slice(1).map(({ id }) => id));
    await say(mia, 'members', '/status');
    expect(kinds(await events(max, 5, last))).toEqual(['members', 'train-data', 'members', 'members', 'members']);
    expect(kinds(await events(mia, 4, last))).toEqual(['members', 'members', 'members', 'members']);
  });

  it('tell approvers, and nobody else, that golden questions changed', async () => {
    const last = String((await service.db.event.aggregate({ _max: { id: true } }))._max.id);
    const json = { question: 'Who waters the plants?', answer: 'Mia does.' };
    expect((await service.fetch('/api/golden', { method: 'POST', json, token: API_TOKEN })).status).toBe(201);
    await say(mia, 'members', '/status');
    expect((await events(approver, 1, last))[0]?.event).toEqual({ type: 'golden' });
    expect((await events(mia, 2, last)).map(({ event }) => event.type)).toEqual(['message', 'message']);
  });

  it('end when the session ends, on every replica, and no others do', async () => {
    const leo = await service.signInAsMember('Leo');
    const replica = await service.startReplica();
    const open = async (url: string) => fetch(`${url}/api/events`, as(leo));
    const streams = await Promise.all([service.app, replica].map(async (app) => open(await app.getUrl())));
    const others = events(max, 1);
    const signedOutAt = performance.now();
    expect((await service.fetch('/api/session', { method: 'DELETE', ...as(leo) })).status).toBe(204);
    for (const stream of streams) await stream.text();
    // Sooner than by the next heartbeat.
    expect(performance.now() - signedOutAt).toBeLessThan(10_000);
    await say(max, 'members', '/status');
    expect(await others).toHaveLength(1);
    expect((await service.fetch('/api/events', as(leo))).status).toBe(401);
    await replica.close();
    service.apps.pop();
  });
});
