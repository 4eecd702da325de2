import {
  modelDetailSchema,
  modelListSchema,
  modelSchema,
  type Model,
  type ModelDetail,
} from '@personal-assistant/contracts';
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
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

/** One version with what the golden questions said about it. */
export function useVersion(id: number): UseQueryResult<ModelDetail> {
  return useQuery({
    queryKey: queryKeys.version(id),
    queryFn: ({ signal }) => callApi('GET', `/models/${String(id)}`, modelDetailSchema, { signal }),
  });
}

/** Starts a training; without a name the service gives one. */
export function useStartTraining(): UseMutationResult<Model, Error, string> {
  return useModelMutation((name: string) =>
    callApi('POST', '/models', modelSchema, { body: name.trim() ? { name: name.trim() } : {} }),
  );
}

/** What an approver can have done to a version: put it live, cancel its training, keep it back, delete its files. */
export type VersionAct = 'live' | 'cancel' | 'decline' | 'delete';

export function useVersionAct(id: number): UseMutationResult<Model, Error, VersionAct> {
  return useModelMutation((act: VersionAct) =>
    act === 'delete'
      ? callApi('DELETE', `/models/${String(id)}`, modelSchema)
      : callApi('POST', `/models/${String(id)}/${act}`, modelSchema),
  );
}

function useModelMutation<T>(mutationFn: (variables: T) => Promise<Model>): UseMutationResult<Model, Error, T> {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (model) => {
      applyEvent(client, { type: 'model', model });
      refreshSoon(client, queryKeys.status);
      refreshSoon(client, queryKeys.allTrainData);
    },
    // Somebody else may have been quicker.
    onError: () => {
      refreshSoon(client, queryKeys.status);
      refreshSoon(client, queryKeys.models);
      refreshSoon(client, queryKeys.allVersions);
    },
  });
}
