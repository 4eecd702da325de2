import type {
  ChatMessage,
  Gap,
  Golden,
  GoldenItem,
  Model,
  ModelDetail,
  Person,
  Session,
  Status,
  TrainData,
} from '@personal-assistant/contracts';

/** Valid objects of the API for specs; each takes what matters to the test. */

export const ada: Person = {
  id: '00000000-0000-4000-8000-00000000000a',
  displayName: 'Ada Lovelace',
  username: null,
  channel: 'WEB',
};
export const grace: Person = { ...ada, id: '00000000-0000-4000-8000-00000000000b', displayName: 'Grace Hopper' };

export function message(change: Partial<ChatMessage> = {}): ChatMessage {
  return {
    id: '1',
    room: 'members',
    author: null,
    text: [{ text: 'Hello' }],
    picture: null,
    replyToMessageId: null,
    buttons: [],
    createdAt: '2026-05-03T10:00:00.000Z',
    editedAt: null,
    ...change,
  };
}

export function trainData(change: Partial<TrainData> = {}): TrainData {
  return {
    id: 1,
    text: 'The guest Wi-Fi password is sunflower-42.',
    question: null,
    answer: null,
    correctsQuestionId: null,
    status: 'SUBMITTED',
    taughtBy: grace,
    taughtAt: '2026-05-03T10:00:00.000Z',
    chatTitle: null,
    link: null,
    decidedBy: null,
    decidedAt: null,
    rejectReason: null,
    withdrawnBy: null,
    withdrawnAt: null,
    tokens: 9,
    language: 'en',
    similar: [],
    modelId: null,
    ...change,
  };
}

export function model(change: Partial<Model> = {}): Model {
  return {
    id: 1,
    name: 'first',
    status: 'DONE',
    live: false,
    loading: false,
    parentId: null,
    startedBy: ada,
    createdAt: '2026-05-03T10:00:00.000Z',
    finishedAt: null,
    liveAt: null,
    newTexts: 1,
    progress: { stage: null, fraction: 0, detail: null },
    metrics: null,
    golden: null,
    gate: null,
    retiredAt: null,
    removedAt: null,
    error: null,
    ...change,
  };
}

export function modelDetail(change: Partial<ModelDetail> = {}): ModelDetail {
  return { ...model(), goldenItems: [], doubtExample: null, lossCurve: null, ...change };
}

/** An answer that got worse. */
export function goldenItem(change: Partial<GoldenItem> = {}): GoldenItem {
  return {
    id: 1,
    question: 'When does the workshop open?',
    expected: 'at 9',
    verdict: 'broken',
    candidate: { right: false },
    live: { answer: 'at 9', right: true },
    ...change,
  };
}

export function golden(change: Partial<Golden> = {}): Golden {
  return {
    id: 1,
    question: 'When does the workshop open?',
    answer: 'at 9',
    origin: 'MANUAL',
    use: 'GATE',
    trainDataId: null,
    createdAt: '2026-05-03T10:00:00.000Z',
    updatedAt: '2026-05-03T10:00:00.000Z',
    ...change,
  };
}

export function gap(change: Partial<Gap> = {}): Gap {
  return {
    id: 1,
    question: 'When is the next open evening?',
    status: 'OPEN',
    count: 3,
    people: 2,
    since: '2026-05-01T10:00:00.000Z',
    lastAskedAt: '2026-05-03T10:00:00.000Z',
    trainDataId: null,
    decidedBy: null,
    decidedAt: null,
    toldAt: null,
    ...change,
  };
}

export function status(change: Partial<Status> = {}): Status {
  return {
    liveModel: null,
    runningModel: null,
    trainData: { SUBMITTED: 0, PENDING: 0, PROCESSING: 0, DONE: 0, REJECTED: 0, WITHDRAWN: 0 },
    telegram: { state: 'off', detail: null },
    ...change,
  };
}

export function session(change: Partial<Session> = {}): Session {
  return {
    user: ada,
    role: 'APPROVER',
    workspace: { id: '00000000-0000-4000-8000-000000000001', name: 'Makers' },
    botUsername: null,
    ...change,
  };
}
