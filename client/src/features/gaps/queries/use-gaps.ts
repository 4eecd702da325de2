import { gapListSchema, gapSchema, type Gap, type GapStatus } from '@personal-assistant/contracts';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { callApi } from '../../../shared/api/http';
import { itemsOf, removeItem, usePagedQuery, type Paged } from '../../../shared/api/paged';
import { queryKeys } from '../../../shared/api/query-keys';
import { refreshSoon } from '../../events/refresh-soon';

/** What was asked and never taught, most asked for first. */
export function useGaps(status: GapStatus): ReturnType<typeof usePagedQuery<Gap>> & { items: Gap[] } {
  const query = usePagedQuery({
    key: queryKeys.gaps(status),
    path: `/gaps?status=${status}`,
    schema: gapListSchema,
  });
  const items = useMemo(() => itemsOf(query.data), [query.data]);
  return { ...query, items };
}

export type GapDecision = { kind: 'answer'; text: string } | { kind: 'out-of-scope' };

/** Answers it, which teaches the answer, or says that it is not for the assistant. */
export function useDecideGap(id: number): UseMutationResult<Gap, Error, GapDecision> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, ...body }: GapDecision) => callApi('POST', `/gaps/${String(id)}/${kind}`, gapSchema, { body }),
    onSuccess: () => {
      client.setQueryData<Paged<Gap>>(queryKeys.gaps('OPEN'), (data) => data && removeItem(data, id));
    },
    onSettled: () => {
      refreshSoon(client, queryKeys.allGaps);
      refreshSoon(client, queryKeys.allGolden);
    },
  });
}
