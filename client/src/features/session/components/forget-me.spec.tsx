// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../../shared/api/query-client';
import { queryKeys } from '../../../shared/api/query-keys';
import { session } from '../../../testing/examples';
import { FakeServer } from '../../../testing/fake-server';
import { renderInApp } from '../../../testing/render';
import { useSession } from '../queries/use-session';
import { ForgetMe } from './forget-me';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Gate({ close }: { close: () => void }): ReactElement {
  const { data } = useSession();
  return data ? <ForgetMe opened onClose={close} /> : <p>Signed out</p>;
}

function render(): { close: ReturnType<typeof vi.fn>; client: ReturnType<typeof createQueryClient> } {
  const close = vi.fn();
  const client = createQueryClient();
  client.setQueryData(queryKeys.session, session());
  renderInApp(<Gate close={close} />, client);
  return { close, client };
}

describe('forgetting', () => {
  it('erases, signs out and says how much it was, once it is confirmed', async () => {
    const server = new FakeServer(() => ({ status: 202, body: { texts: 3, questions: 1 } }));
    const { client } = render();
    await userEvent.click(await screen.findByRole('button', { name: 'Forget me' }));
    expect(server.calls).toEqual([{ method: 'DELETE', path: '/api/me', body: undefined }]);
    await waitFor(() => {
      expect(client.getQueryData(queryKeys.session)).toBeNull();
    });
    expect(await screen.findByText('Signed out')).toBeTruthy();
    expect(await screen.findByText(/^3 texts and 1 question are erased/u)).toBeTruthy();
  });

  it('does nothing when it is not', async () => {
    const server = new FakeServer(() => ({ status: 202, body: { texts: 0, questions: 0 } }));
    const { close, client } = render();
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(close).toHaveBeenCalledOnce();
    expect(server.calls).toEqual([]);
    expect(client.getQueryData(queryKeys.session)).not.toBeNull();
  });

  it('keeps who was refused signed in, with the reason', async () => {
    const message = 'You are the only approver.';
    new FakeServer(() => ({ status: 409, body: { code: 'CONFLICT', message } }));
    const { close, client } = render();
    await userEvent.click(await screen.findByRole('button', { name: 'Forget me' }));
    expect(await screen.findByText(message)).toBeTruthy();
    expect(close).toHaveBeenCalledOnce();
    expect(client.getQueryData(queryKeys.session)).not.toBeNull();
  });
});
