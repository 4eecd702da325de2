import { statusSchema, type Status } from '@personal-assistant/contracts';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { callApi } from '../../../shared/api/http';
import { queryKeys } from '../../../shared/api/query-keys';

/** Telegram's state changes without an event. */
const REFRESH_MS = 30_000;

/** The live version, a running training, the number of texts per status, Telegram. */
export function useStatus(): UseQueryResult<Status> {
  return useQuery({
    queryKey: queryKeys.status,
    queryFn: ({ signal }) => callApi('GET', '/status', statusSchema, { signal }),
    refetchInterval: REFRESH_MS,
  });
}
