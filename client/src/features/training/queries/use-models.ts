import { modelListSchema, modelSchema, type Model } from '@personal-assistant/contracts';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { callApi } from '../../../shared/api/http';
import { itemsOf, usePagedQuery } from '../../../shared/api/paged';
import { queryKeys } from '../../../shared/api/query-keys';
import { applyEvent } from '../../events/apply-event';
import { refreshSoon } from '../../events/refresh-soon';

/** The versions trained so far, newest first. */
export function useModels(): ReturnType<typeof usePagedQuery<Model>> & { items: Model[] } {
  const query = usePagedQuery({ key: queryKeys.models, path: '/models', schema: modelListSchema });
  const items = useMemo(() => itemsOf(query.data), [query.data]);
  return { ...query, items };
}

/** Starts a training; without a name the service gives one. */
export function useStartTraining(): UseMutationResult<Model, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      callApi('POST', '/models', modelSchema, { body: name.trim() ? { name: name.trim() } : {} }),
    onSuccess: (model) => {
      applyEvent(client, { type: 'model', model });
      refreshSoon(client, queryKeys.status);
      refreshSoon(client, queryKeys.allTrainData);
    },
    onError: () => {
      refreshSoon(client, queryKeys.status);
    },
  });
}
