import { createModelSchema, chatQuerySchema } from '@personal-assistant/contracts';
import type { FakeApi } from './fake-api.ts';
import { startTraining } from './flows.ts';
import { ok, page, refuse, type FakeCall, type FakeResponse } from './responses.ts';

const LOADING_MS = 1500;

/** `/api/models`. */
export function versions(api: FakeApi, { method, id, action, query, body, me }: FakeCall): FakeResponse {
  if (!id) {
    if (method === 'GET') return ok(page(api.models, chatQuerySchema.parse(query)));
    if (api.status().runningModel)
      return refuse(409, 'TRAINING_RUNNING', 'A training runs already. Wait until it is done.');
    return { status: 201, body: startTraining(api, me, createModelSchema.parse(body).name ?? '') };
  }
  const model = api.models.find((other) => String(other.id) === id);
  if (!model) return refuse(404, 'NOT_FOUND', `There is no model #${id}.`);
  const gate = model.gate;
  switch (action) {
    case '':
      return ok(model);
    case 'cancel': {
      const now = new Date().toISOString();
      api.changeModel(model, { status: 'CANCELLED', finishedAt: now });
      for (const item of api.trainData)
        if (item.status === 'PROCESSING') api.changeTrainData(item, { status: 'PENDING' });
      return ok(model);
    }
    case 'decline':
      api.changeModel(model, { gate: gate && { ...gate, state: 'DECLINED', decidedBy: me } });
      return ok(model);
    default:
      if (gate?.state === 'ASKED') api.changeModel(model, { gate: { ...gate, state: 'ACCEPTED', decidedBy: me } });
      setTimeout(() => {
        for (const other of api.models) if (other.live) api.changeModel(other, { live: false });
        api.changeModel(model, { live: true, liveAt: new Date().toISOString() });
      }, LOADING_MS);
      return { status: 202, body: model };
  }
}
