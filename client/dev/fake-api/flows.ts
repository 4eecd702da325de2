import {
  parseCommandText,
  type ButtonAction,
  type ChatMessage,
  type Model,
  type Person,
  type Room,
  type TrainData,
  type Withdrawal,
} from '@personal-assistant/contracts';
import { setTimeout as wait } from 'node:timers/promises';
import { modelDetail, trainData } from '../../src/testing/examples.ts';
import type { FakeApi } from './fake-api.ts';

/** What the real services do about a message, quick and simple enough to look at the page with. */
export async function handleMessage(api: FakeApi, room: Room, author: Person, message: ChatMessage): Promise<void> {
  await wait(250);
  const typed = message.text.map((span) => span.text).join('');
  const command = parseCommandText(typed) ?? { kind: 'ASK' as const, text: typed };
  const reply = { replyToMessageId: message.id };
  switch (command.kind) {
    case 'TRAIN':
      if (!command.text) api.post(room, null, [{ text: 'Write the text after /train.' }], reply);
      else submit(api, author, command.text, message);
      return;
    case 'ASK':
      await answer(api, room, command.text ?? '', message.id);
      return;
    case 'START_TRAIN':
      startTraining(api, author, command.name ?? '');
      return;
    case 'STATUS':
      api.post(
        room,
        null,
        [{ text: 'Live: ' }, { text: api.status().liveModel?.name ?? 'none', style: 'bold' }],
        reply,
      );
      return;
    default:
      api.post(
        room,
        null,
        [{ text: 'Try ' }, { text: '/train', style: 'code' }, { text: ' or ' }, { text: '/ask', style: 'code' }],
        reply,
      );
  }
}

export function submit(api: FakeApi, taughtBy: Person, text: string, message?: ChatMessage): TrainData {
  const item = trainData({
    id: api.nextId(),
    text,
    taughtBy,
    taughtAt: new Date().toISOString(),
    chatTitle: 'Members',
    tokens: text.split(/\s+/).length,
    similar: api.trainData
      .filter((t) => t.text.slice(0, 20) === text.slice(0, 20))
      .map(({ id }) => ({ id, similarity: 0.94 })),
  });
  api.trainData.push(item);
  api.emit({ type: 'train-data', trainData: item });
  const number = `#${String(item.id)}`;
  api.post(
    'members',
    null,
    [{ text: 'Thank you. ' }, { text: number, style: 'bold' }, { text: ' waits for an approver.' }],
    {
      replyToMessageId: message?.id ?? null,
    },
  );
  api.post(
    'approvers',
    null,
    [
      { text: `New text ${number}\n`, style: 'bold' },
      { text: `from ${taughtBy.displayName}\n` },
      { text, style: 'quote' },
    ],
    {
      buttons: [
        [
          { label: 'Approve', action: { kind: 'APPROVE', trainDataId: item.id } },
          { label: 'Reject', action: { kind: 'REJECT', trainDataId: item.id } },
        ],
        [{ label: 'Show all', action: { kind: 'SHOW', trainDataId: item.id } }],
      ],
    },
  );
  return item;
}

export function decide(
  api: FakeApi,
  by: Person,
  item: TrainData,
  status: 'PENDING' | 'REJECTED',
  reason: string | null,
): void {
  api.changeTrainData(item, { status, decidedBy: by, decidedAt: new Date().toISOString(), rejectReason: reason });
  const verdict = status === 'PENDING' ? 'Approved' : 'Rejected';
  const card = api.messages.find((m) =>
    m.buttons.flat().some(({ action }) => 'trainDataId' in action && action.trainDataId === item.id),
  );
  if (card)
    api.edit(card, [
      { text: `${verdict} by ${by.displayName}\n`, style: 'bold' },
      { text: item.text, style: 'quote' },
    ]);
  api.post('members', null, [{ text: `#${String(item.id)} was ${verdict.toLowerCase()} by ${by.displayName}.` }]);
}

/** Counts, and asks after 👎 what would have been right. */
export function giveFeedback(api: FakeApi, pressed: Extract<ButtonAction, { kind: 'FEEDBACK' }>): void {
  const answer = api.messages.find((message) =>
    message.buttons.flat().some(({ action }) => action.kind === 'FEEDBACK' && action.questionId === pressed.questionId),
  );
  if (!answer) return;
  const buttons = answer.buttons.map((row) =>
    row.map((button) => {
      const { label, action } = button;
      if (action.kind !== 'FEEDBACK') return button;
      const own = action.value === pressed.value;
      const count = Number(label.split(' ')[1] ?? '0') + (own ? 1 : 0) - (button.pressed ? 1 : 0);
      const face = action.value === 'UP' ? '👍' : '👎';
      return { label: count === 0 ? face : `${face} ${String(count)}`, action, pressed: own };
    }),
  );
  api.edit(answer, answer.text, buttons);
  if (pressed.value === 'DOWN')
    api.post(answer.room, null, [{ text: 'Sorry. What would be right?' }], { replyToMessageId: answer.id });
}

/** Every kept version that knows it still holds it. */
export function withdraw(api: FakeApi, by: Person, item: TrainData): Withdrawal {
  const from = item.modelId;
  api.changeTrainData(item, { status: 'WITHDRAWN', withdrawnBy: by, withdrawnAt: new Date().toISOString() });
  const heldBy = api.models
    .filter(({ id, status }) => from !== null && status === 'DONE' && id >= from)
    .map(({ id, name, live }) => ({ id, name, live, passages: true, weights: false, deletable: !live }));
  return { trainData: item, heldBy, heldByTraining: null };
}

export function startTraining(api: FakeApi, by: Person, name: string): Model {
  const texts = api.trainData.filter((item) => item.status === 'PENDING');
  const id = api.nextId();
  const model = modelDetail({
    id,
    name: name || `version-${String(id)}`,
    status: 'PROCESSING',
    startedBy: by,
    createdAt: new Date().toISOString(),
    newTexts: texts.length,
  });
  api.models.push(model);
  api.emit({ type: 'model', model });
  for (const item of texts) api.changeTrainData(item, { status: 'PROCESSING' });
  void train(api, model, texts);
  return model;
}

async function train(api: FakeApi, model: Model, texts: TrainData[]): Promise<void> {
  const note = api.post('approvers', null, [{ text: `Training ${model.name}…` }]);
  for (const [index, stage] of (['collect', 'embed', 'index', 'evaluate', 'publish'] as const).entries()) {
    await wait(700);
    if (model.status !== 'PROCESSING') return;
    const fraction = (index + 1) / 5;
    api.changeModel(model, { progress: { stage, fraction, detail: `${String(texts.length)} texts` } });
    api.edit(note, [{ text: `Training ${model.name}: ${String(Math.round(fraction * 100))} %` }]);
  }
  const now = new Date().toISOString();
  for (const other of api.models) if (other.live) other.live = false;
  api.changeModel(model, {
    status: 'DONE',
    live: true,
    finishedAt: now,
    liveAt: now,
    metrics: {
      texts: 12,
      passages: 15,
      seconds: 3.2,
      threshold: 0.4,
      falseAnswerRate: 0.04,
      recallAt1: 0.93,
      recallAt5: 1,
      answeredRate: 0.88,
    },
  });
  for (const item of texts) api.changeTrainData(item, { status: 'DONE', modelId: model.id });
  api.edit(note, [{ text: model.name, style: 'bold' }, { text: ' is live.' }]);
}

async function answer(api: FakeApi, room: Room, question: string, replyToMessageId: string): Promise<void> {
  const note = api.post(room, null, [{ text: 'Working on it…', style: 'italic' }], { replyToMessageId });
  await wait(900);
  const words = question.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  const source = api.trainData.find(
    (item) => item.status === 'DONE' && words.some((word) => item.text.toLowerCase().includes(word)),
  );
  if (!source) {
    api.edit(note, [
      { text: 'I was never taught that. Teach me with ' },
      { text: '/train', style: 'code' },
      { text: '.' },
    ]);
    return;
  }
  const live = api.status().liveModel;
  api.edit(note, [
    { text: source.text.replace(/\.$/, '').split(' ').at(-1) ?? '', style: 'bold' },
    { text: '\n' },
    { text: source.text, style: 'quote' },
    { text: `\nTaught by ${source.taughtBy.displayName} · version ${live?.name ?? ''} · 41 ms`, style: 'italic' },
  ]);
}
