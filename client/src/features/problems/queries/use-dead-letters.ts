import { deadLetterListSchema, type DeadLetter } from '@personal-assistant/contracts';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { z } from 'zod';
import { callApi } from '../../../shared/api/http';
import { itemsOf, removeItem, usePagedQuery, type Paged } from '../../../shared/api/paged';
import { queryKeys } from '../../../shared/api/query-keys';

/** What the assistant gave up on. */
export function useDeadLetters(): ReturnType<typeof usePagedQuery<DeadLetter>> & { items: DeadLetter[] } {
  const query = usePagedQuery({ key: queryKeys.deadLetters, path: '/dead-letters', schema: deadLetterListSchema });
  const items = useMemo(() => itemsOf(query.data), [query.data]);
  return { ...query, items };
}

export function useRetryDeadLetter(): UseMutationResult<unknown, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => callApi('POST', `/dead-letters/${encodeURIComponent(id)}/retry`, z.unknown()),
    onSuccess: async (_result, id) => {
      client.setQueryData<Paged<DeadLetter>>(queryKeys.deadLetters, (data) => data && removeItem(data, id));
      await client.invalidateQueries({ queryKey: queryKeys.deadLetters });
    },
  });
}
