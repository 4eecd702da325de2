import { trainDataSchema } from '@personal-assistant/contracts';
import { useQuery } from '@tanstack/react-query';
import { callApi } from '../../../shared/api/http';
import { queryKeys } from '../../../shared/api/query-keys';

/** The words of another taught text; `undefined` until they are there. */
export function useSimilarText(id: number): string | undefined {
  const { data } = useQuery({
    queryKey: queryKeys.trainDataItem(id),
    queryFn: ({ signal }) => callApi('GET', `/train-data/${String(id)}`, trainDataSchema, { signal }),
    // Taught words never change.
    staleTime: Infinity,
  });
  return data?.text;
}
