import {
  goldenReportSchema,
  goldenSummarySchema,
  type Model,
  type ModelDetail,
  modelMetricsSchema,
} from '@personal-assistant/contracts';
import { toPerson } from '../web/person.view.js';
import type { ModelRecord } from './model.repository.js';
import { stageOf } from './stage.js';

export function toModel(record: ModelRecord): Model {
  const { id, name, status, live, parentId, newTexts, error, fraction, detail } = record;
  const golden = goldenReportSchema.safeParse(record.golden);
  const metrics = modelMetricsSchema.safeParse(record.metrics);
  return {
    id,
    name,
    status,
    live,
    loading: status === 'DONE' && !live && record.workspace.wantedModelId === id,
    parentId,
    startedBy: record.startedBy && toPerson(record.startedBy),
    createdAt: record.createdAt.toISOString(),
    finishedAt: record.finishedAt?.toISOString() ?? null,
    liveAt: record.liveAt?.toISOString() ?? null,
    newTexts,
    progress: { stage: stageOf(record), fraction, detail },
    metrics: metrics.success ? metrics.data : null,
    golden: golden.success ? goldenSummarySchema.parse(golden.data) : null,
    gate: record.gate && {
      state: record.gate,
      reason: record.gateReason,
      decidedBy: record.gateDecidedBy && toPerson(record.gateDecidedBy),
    },
    retiredAt: record.retiredAt?.toISOString() ?? null,
    removedAt: record.removedAt?.toISOString() ?? null,
    error,
  };
}

export function toModelDetail(record: ModelRecord, hasLossCurve: boolean): ModelDetail {
  const golden = goldenReportSchema.safeParse(record.golden);
  return {
    ...toModel(record),
    goldenItems: golden.success ? golden.data.items : [],
    doubtExample: golden.data?.doubtExample ?? null,
    lossCurve: hasLossCurve ? lossCurveUrl(record.id) : null,
  };
}

/** The route of the picture. */
export const lossCurveUrl = (modelId: number): string => `/api/models/${modelId}/loss.png`;
