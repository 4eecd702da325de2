import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { configure, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { vi } from 'vitest';
import { createQueryClient } from '../shared/api/query-client';

// Two cores that also run PostgreSQL and a browser are slow at times.
configure({ asyncUtilTimeout: 4000 });
vi.setConfig({ testTimeout: 20_000 });

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
