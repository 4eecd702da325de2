import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ErrorBoundary } from './error-boundary';
import { SessionGate } from './session-gate';
import { cssVariablesResolver, theme } from './theme';

interface AppProps {
  queryClient: QueryClient;
  /** Why the token of the address was refused; `null` when there was none or it was fine. */
  signInProblem: string | null;
}

export function App({ queryClient, signInProblem }: AppProps): ReactElement {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <Notifications position="top-center" />
      <ErrorBoundary>
        <QueryClientProvider client={queryClient}>
          <SessionGate signInProblem={signInProblem} />
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
