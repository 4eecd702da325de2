import './shared/zod-without-eval';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import type { QueryClient } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { signIn } from './features/session/queries/use-session';
import { takeToken } from './features/session/token';
import { createQueryClient } from './shared/api/query-client';
import { queryKeys } from './shared/api/query-keys';
import { messageOf } from './shared/show-error';

/**
 * Signs in with the token of the address before anything is shown.
 *
 * @returns why it was refused, else `null`
 */
async function signInByAddress(queryClient: QueryClient): Promise<string | null> {
  const token = takeToken(window);
  if (!token) return null;
  try {
    queryClient.setQueryData(queryKeys.session, await signIn(token));
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');
const queryClient = createQueryClient();
const signInProblem = await signInByAddress(queryClient);
createRoot(root).render(
  <StrictMode>
    <App queryClient={queryClient} signInProblem={signInProblem} />
  </StrictMode>,
);
