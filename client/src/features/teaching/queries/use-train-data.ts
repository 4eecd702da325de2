import { trainDataListSchema, type TrainData, type TrainDataStatus } from '@personal-assistant/contracts';
import { useMemo } from 'react';
import { itemsOf, usePagedQuery } from '../../../shared/api/paged';
import { queryKeys } from '../../../shared/api/query-keys';

/** Taught texts in one status, or all of them; newest first. */
export function useTrainData(
  status: TrainDataStatus | 'ALL',
): ReturnType<typeof usePagedQuery<TrainData>> & { items: TrainData[] } {
  const query = usePagedQuery({
    key: queryKeys.trainData(status),
    path: status === 'ALL' ? '/train-data' : `/train-data?status=${status}`,
    schema: trainDataListSchema,
  });
  // An older text that changed to this status arrives at the front.
  const items = useMemo(() => itemsOf(query.data).toSorted((a, b) => b.id - a.id), [query.data]);
  return { ...query, items };
}
