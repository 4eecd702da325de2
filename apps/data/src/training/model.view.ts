import { type Model, modelMetricsSchema, trainingStageSchema } from '@personal-assistant/contracts';
import { toPerson } from '../web/person.view.js';
import type { ModelRecord } from './model.repository.js';

export function toModel(record: ModelRecord): Model {
  const { id, name, status, live, parentId, newTexts, error, fraction, detail } = record;
  const stage = trainingStageSchema.safeParse(record.stage);
  const metrics = modelMetricsSchema.safeParse(record.metrics);
  return {
    id,
    name,
    status,
    live,
    parentId,
    startedBy: toPerson(record.startedBy),
    createdAt: record.createdAt.toISOString(),
    finishedAt: record.finishedAt?.toISOString() ?? null,
    liveAt: record.liveAt?.toISOString() ?? null,
    newTexts,
    progress: { stage: stage.success ? stage.data : null, fraction, detail },
    metrics: metrics.success ? metrics.data : null,
    error,
  };
}
