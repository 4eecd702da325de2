import { withdrawalSchema, type Withdrawal } from '@personal-assistant/contracts';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { callApi } from '../../../shared/api/http';
import { queryKeys } from '../../../shared/api/query-keys';
import { applyEvent } from '../../events/apply-event';
import { refreshSoon } from '../../events/refresh-soon';

/** Takes a text back; the answer says which versions still hold it. */
export function useWithdraw(): UseMutationResult<Withdrawal, Error, number> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => callApi('DELETE', `/train-data/${String(id)}`, withdrawalSchema),
    onSuccess: ({ trainData }) => {
      applyEvent(client, { type: 'train-data', trainData });
    },
    onError: () => {
      refreshSoon(client, queryKeys.allTrainData);
    },
  });
}
