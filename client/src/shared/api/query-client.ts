import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { showError } from '../show-error';
import { ApiError } from './http';
import { queryKeys } from './query-keys';

const MAX_RETRIES = 3;

/** One cache for the page. The live events keep it fresh, so little is fetched twice. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        signOutWhenRefused(client, error);
      },
    }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        signOutWhenRefused(client, error);
        if (!mutation.meta?.quiet) showError(error);
      },
    }),
    defaultOptions: {
      queries: {
        // The service may well run on this very machine, where "the browser is offline" says nothing.
        networkMode: 'always',
        staleTime: 30_000,
        retry: (failures, error) => failures < MAX_RETRIES && error instanceof ApiError && error.transient,
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

/** A session that ended elsewhere leads back to the sign-in page, whichever call found out. */
function signOutWhenRefused(client: QueryClient, error: Error): void {
  if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') client.setQueryData(queryKeys.session, null);
}
