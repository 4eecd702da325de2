import { Center, Loader } from '@mantine/core';
import type { ReactElement } from 'react';
import { SignInPage } from '../features/session/components/sign-in-page';
import { useSession } from '../features/session/queries/use-session';
import { LoadFailed } from '../shared/components/list-states';
import { Shell } from './shell';

/** Everything behind it belongs to a signed-in person. */
export function SessionGate({ signInProblem }: { signInProblem: string | null }): ReactElement {
  const { data: session, error, refetch } = useSession();
  if (session) return <Shell key={session.user.id} session={session} />;
  if (session === null) return <SignInPage problem={signInProblem} />;
  return (
    <Center h="100dvh" p="md">
      {error ? <LoadFailed error={error} retry={() => void refetch()} /> : <Loader aria-label="Loading" />}
    </Center>
  );
}
