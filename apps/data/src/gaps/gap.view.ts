import type { Gap } from '@personal-assistant/contracts';
import { toPerson } from '../web/person.view.js';
import type { CountedGap } from './gap.repository.js';

export function toGap(gap: CountedGap): Gap {
  const { id, label, status, count, people, createdAt, lastAskedAt, trainDataId, decidedBy, decidedAt, toldAt } = gap;
  return {
    id,
    question: label,
    status,
    count,
    people,
    since: createdAt.toISOString(),
    lastAskedAt: lastAskedAt.toISOString(),
    trainDataId,
    decidedBy: decidedBy && toPerson(decidedBy),
    decidedAt: decidedAt?.toISOString() ?? null,
    toldAt: toldAt?.toISOString() ?? null,
  };
}
