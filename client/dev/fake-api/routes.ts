import {
  chatQuerySchema,
  createInvitationSchema,
  pressButtonSchema,
  rejectTrainDataSchema,
  roomSchema,
  sendChatMessageSchema,
  signInSchema,
  trainDataQuerySchema,
} from '@personal-assistant/contracts';
import { randomUUID } from 'node:crypto';
import type { FakeApi } from './fake-api.ts';
import { decide, giveFeedback, handleMessage, withdraw } from './flows.ts';
import { gaps, golden } from './golden.ts';
import { ok, page, refuse, type FakeCall, type FakeResponse } from './responses.ts';
import { versions } from './versions.ts';

/** Answers one call of the API below `/api`. Token `member` signs in a member, `approver` an approver. */
export function answerCall(api: FakeApi, method: string, url: URL, body: unknown): FakeResponse {
  const [, area = '', id = '', action = '', rest = ''] = url.pathname.split('/');
  if (area === 'session') return session(api, method, body);
  if (!api.session) return refuse(401, 'UNAUTHENTICATED', 'Sign in first.');
  const me = api.session.user;
  const query = Object.fromEntries(url.searchParams);
  const call: FakeCall = { method, id, action, rest, query, body, me };
  if (area === 'models') return versions(api, call);
  if (area === 'golden') return golden(api, call);
  if (area === 'gaps') return gaps(api, call);
  switch (`${method} ${area}`) {
    case 'GET status':
      return ok(api.status());
    case 'GET chat': {
      const room = roomSchema.parse(id);
      return ok(
        page(
          api.messages.filter((message) => message.room === room),
          chatQuerySchema.parse(query),
        ),
      );
    }
    case 'POST chat':
      return chat(api, id, action, body);
    case 'GET train-data': {
      if (id) return ok(api.trainData.find((item) => String(item.id) === id));
      const { status, ...paging } = trainDataQuerySchema.parse(query);
      return ok(
        page(
          api.trainData.filter((item) => !status || item.status === status),
          paging,
        ),
      );
    }
    case 'POST train-data': {
      const item = api.trainData.find((other) => String(other.id) === id);
      if (!item) return refuse(404, 'NOT_FOUND', `There is no text #${id}.`);
      if (item.decidedBy)
        return refuse(409, 'ALREADY_DECIDED', `${item.decidedBy.displayName} decided about #${id} before you.`);
      const reason = action === 'reject' ? (rejectTrainDataSchema.parse(body).reason ?? null) : null;
      decide(api, me, item, action === 'approve' ? 'PENDING' : 'REJECTED', reason);
      return ok(item);
    }
    case 'DELETE train-data': {
      const item = api.trainData.find((other) => String(other.id) === id);
      return item ? ok(withdraw(api, me, item)) : refuse(404, 'NOT_FOUND', `There is no text #${id}.`);
    }
    case 'POST invitations': {
      const { role } = createInvitationSchema.parse(body);
      return { status: 201, body: { url: `${url.origin}/?token=${randomUUID()}`, role } };
    }
    case 'GET dead-letters':
      return ok(page(api.deadLetters, chatQuerySchema.parse(query)));
    case 'POST dead-letters':
      api.deadLetters.splice(
        api.deadLetters.findIndex((letter) => letter.id === id),
        1,
      );
      return { status: 202, body: {} };
    default:
      return refuse(404, 'NOT_FOUND', `There is no ${method} ${url.pathname}.`);
  }
}

function session(api: FakeApi, method: string, body: unknown): FakeResponse {
  if (method === 'DELETE') {
    api.session = null;
    return { status: 204, body: undefined };
  }
  if (method === 'GET') return api.session ? ok(api.session) : refuse(401, 'UNAUTHENTICATED', 'Sign in first.');
  const { token } = signInSchema.parse(body);
  if (token !== 'member' && token !== 'approver') {
    return refuse(401, 'UNAUTHENTICATED', 'This token is not valid. Open the address that npm start printed last.');
  }
  return { status: 201, body: api.signIn(token === 'member' ? 'MEMBER' : 'APPROVER') };
}

function chat(api: FakeApi, roomName: string, action: string, body: unknown): FakeResponse {
  const room = roomSchema.parse(roomName);
  const me = api.session?.user;
  if (!me) return refuse(401, 'UNAUTHENTICATED', 'Sign in first.');
  if (action === 'buttons') {
    const { action: pressed } = pressButtonSchema.parse(body);
    const id = 'trainDataId' in pressed ? pressed.trainDataId : undefined;
    const item = api.trainData.find((other) => other.id === id);
    if (pressed.kind === 'FEEDBACK') giveFeedback(api, pressed);
    if (item && pressed.kind !== 'SHOW')
      decide(api, me, item, pressed.kind === 'APPROVE' ? 'PENDING' : 'REJECTED', null);
    else if (item) api.post(room, null, [{ text: item.text, style: 'quote' }]);
  } else {
    const { text, replyToMessageId } = sendChatMessageSchema.parse(body);
    if (text.includes('/fail'))
      return refuse(503, 'UNAVAILABLE', 'The database cannot be reached. Try again in a moment.');
    const message = api.post(room, me, [{ text }], { replyToMessageId: replyToMessageId ?? null });
    void handleMessage(api, room, me, message);
  }
  return { status: 202, body: { commandId: randomUUID(), duplicate: false } };
}
