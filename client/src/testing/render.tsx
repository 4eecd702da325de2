import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { createQueryClient } from '../shared/api/query-client';

// happy-dom has no fonts; the growing text field listens to their loading.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });

/** Renders with the providers of the page. `env="test"` leaves Mantine's transitions out. */
export function renderInApp(element: ReactElement, client: QueryClient = createQueryClient()): QueryClient {
  render(
    <MantineProvider env="test">
      <Notifications transitionDuration={0} />
      <QueryClientProvider client={client}>{element}</QueryClientProvider>
    </MantineProvider>,
  );
  return client;
}
