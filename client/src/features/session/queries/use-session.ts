import { forgettingSchema, sessionSchema, type ForgettingBegun, type Session } from '@personal-assistant/contracts';
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { z } from 'zod';
import { ApiError, callApi } from '../../../shared/api/http';
import { queryKeys } from '../../../shared/api/query-keys';

/** Who uses this page; `null` when nobody is signed in. */
export function useSession(): UseQueryResult<Session | null> {
  return useQuery({
    queryKey: queryKeys.session,
    queryFn: ({ signal }) => readSession(signal),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

/** Trades a token for a session. The sign-in page shows the error itself. */
export function useSignIn(): UseMutationResult<Session, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => signIn(token),
    meta: { quiet: true },
    onSuccess: (session) => {
      client.setQueryData(queryKeys.session, session);
    },
  });
}

export function useSignOut(): UseMutationResult<unknown, Error, void> {
  return useLeave(() => callApi('DELETE', '/session', z.unknown()));
}

/** Erases what the person left, and signs them out; all of it is gone a moment later. */
export function useForgetMe(
  onBegun: (begun: ForgettingBegun) => void,
): UseMutationResult<ForgettingBegun, Error, void> {
  return useLeave(() => callApi('DELETE', '/me', forgettingSchema), onBegun);
}

function useLeave<T>(mutationFn: () => Promise<T>, onLeft?: (result: T) => void): UseMutationResult<T, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (result) => {
      onLeft?.(result);
      // Whoever looks at the session must hear that it ended, so it stays; the next person on this computer must not
      // see a glimpse of this one's data, so nothing else does.
      client.setQueryData(queryKeys.session, null);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== queryKeys.session[0] });
    },
  });
}

export function signIn(token: string): Promise<Session> {
  return callApi('POST', '/session', sessionSchema, { body: { token } });
}

async function readSession(signal: AbortSignal): Promise<Session | null> {
  try {
    return await callApi('GET', '/session', sessionSchema, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') return null;
    throw error;
  }
}
