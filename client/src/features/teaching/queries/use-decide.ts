import { trainDataSchema, type TrainData } from '@personal-assistant/contracts';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { callApi } from '../../../shared/api/http';
import { applyEvent } from '../../events/apply-event';
import { refreshSoon } from '../../events/refresh-soon';
import { queryKeys } from '../../../shared/api/query-keys';

export type Decision = { id: number; kind: 'approve' } | { id: number; kind: 'reject'; reason: string };

/** Accepts or refuses a text. Somebody else's earlier decision comes back as the error's sentence. */
export function useDecide(): UseMutationResult<TrainData, Error, Decision> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: Decision) =>
      callApi('POST', `/train-data/${String(decision.id)}/${decision.kind}`, trainDataSchema, {
        body: decision.kind === 'reject' && decision.reason.trim() ? { reason: decision.reason.trim() } : {},
      }),
    onSuccess: (trainData) => {
      applyEvent(client, { type: 'train-data', trainData });
    },
    onError: () => {
      refreshSoon(client, queryKeys.allTrainData);
    },
  });
}
