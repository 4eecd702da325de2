import { chatQuerySchema, createModelSchema, type ModelDetail, type ModelDiff } from '@personal-assistant/contracts';
import type { FakeApi } from './fake-api.ts';
import { startTraining } from './flows.ts';
import { ok, page, refuse, type FakeCall, type FakeResponse } from './responses.ts';

const LOADING_MS = 1500;

/** `/api/models`. */
export function versions(api: FakeApi, { method, id, action, rest, query, body, me }: FakeCall): FakeResponse {
  if (!id) {
    if (method === 'GET') return ok(page(api.models, chatQuerySchema.parse(query)));
    if (api.status().runningModel)
      return refuse(409, 'TRAINING_RUNNING', 'A training runs already. Wait until it is done.');
    return { status: 201, body: startTraining(api, me, createModelSchema.parse(body).name ?? '') };
  }
  const model = api.models.find((other) => String(other.id) === id);
  if (!model) return refuse(404, 'NOT_FOUND', `There is no model #${id}.`);
  const gate = model.gate;
  const now = new Date().toISOString();
  switch (action) {
    case '':
      if (method === 'DELETE') api.changeModel(model, { retiredAt: now, removedAt: now });
      return ok(model);
    case 'diff':
      return ok(diff(api, model, Number(rest)));
    case 'cancel':
      api.changeModel(model, { status: 'CANCELLED', finishedAt: now });
      for (const item of api.trainData)
        if (item.status === 'PROCESSING') api.changeTrainData(item, { status: 'PENDING' });
      return ok(model);
    case 'decline':
      api.changeModel(model, { gate: gate && { ...gate, state: 'DECLINED', decidedBy: me } });
      return ok(model);
    default:
      if (gate?.state === 'ASKED') api.changeModel(model, { gate: { ...gate, state: 'ACCEPTED', decidedBy: me } });
      api.changeModel(model, { loading: true });
      setTimeout(() => {
        for (const other of api.models) if (other.live) api.changeModel(other, { live: false });
        api.changeModel(model, { live: true, loading: false, liveAt: new Date().toISOString() });
      }, LOADING_MS);
      return { status: 202, body: model };
  }
}

/** Version `b` knows everything that was taught. */
function diff(api: FakeApi, a: ModelDetail, b: number): ModelDiff {
  const items = api.trainData.map(({ id, text }) => ({ id, text: text.slice(0, 200), knownTo: 'b' as const }));
  const other = api.models.find(({ id }) => id === b) ?? a;
  const differing = other.goldenItems
    .filter(({ verdict }) => verdict !== 'unchanged')
    .map(({ id, question, expected, candidate, live }) => ({
      id,
      question,
      expected,
      a: live ?? { right: false },
      b: candidate,
    }));
  return {
    a,
    b: other,
    texts: { onlyA: 0, onlyB: items.length, withdrawn: 1, items, next: null },
    golden: { askedA: 14, askedB: 14, both: 14, rightA: 12, rightB: 11, note: null, items: differing },
  };
}
