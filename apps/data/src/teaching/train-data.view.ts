import type { TrainData } from '@personal-assistant/contracts';
import { z } from 'zod';
import { toPerson } from '../web/person.view.js';
import type { TrainDataRecord } from './train-data.repository.js';

const similarSchema = z.array(z.object({ id: z.number().int(), similarity: z.number() }));

export function toTrainData(record: TrainDataRecord): TrainData {
  const { id, text, question, answer, correctsId, status, link, rejectReason, tokens, language, modelId } = record;
  return {
    id,
    text,
    question,
    answer,
    correctsQuestionId: correctsId,
    status,
    taughtBy: toPerson(record.taughtBy),
    taughtAt: record.createdAt.toISOString(),
    chatTitle: record.chat?.title ?? null,
    link,
    decidedBy: record.decidedBy && toPerson(record.decidedBy),
    decidedAt: record.decidedAt?.toISOString() ?? null,
    rejectReason,
    withdrawnBy: record.withdrawnBy && toPerson(record.withdrawnBy),
    withdrawnAt: record.withdrawnAt?.toISOString() ?? null,
    tokens,
    language,
    similar: similarSchema.parse(record.similar),
    modelId: status === 'DONE' ? modelId : null,
  };
}
