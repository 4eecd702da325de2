import { modelDiffSchema, type ModelDiff } from '@personal-assistant/contracts';
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { callApi } from '../../../shared/api/http';
import { pagePath } from '../../../shared/api/paged';
import { queryKeys } from '../../../shared/api/query-keys';

/** How version `b` differs from version `a`; the further pages bring more of the texts. */
export function useVersionDiff(a: number, b: number): UseInfiniteQueryResult<InfiniteData<ModelDiff>> {
  return useInfiniteQuery({
    queryKey: queryKeys.versionDiff(a, b),
    queryFn: ({ pageParam, signal }) =>
      callApi('GET', pagePath(`/models/${String(a)}/diff/${String(b)}`, pageParam), modelDiffSchema, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.texts.next ?? undefined,
  });
}
