// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { trainData } from '../../../testing/examples';
import { FakeServer } from '../../../testing/fake-server';
import { renderInApp } from '../../../testing/render';
import { WaitingCard } from './waiting-card';

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer(() => ({ status: 200, body: trainData({ id: 7, status: 'REJECTED' }) }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const open = async () => {
  renderInApp(<WaitingCard item={trainData({ id: 7 })} />);
  await userEvent.click(screen.getByRole('button', { name: 'Reject' }));
};

describe('rejecting a text', () => {
  it('asks for a reason in the card, and needs none', async () => {
    await open();
    expect(server.calls).toEqual([]);
    await userEvent.type(screen.getByRole('textbox', { name: 'Reason' }), 'out of date{Enter}');
    await waitFor(() => {
      expect(server.calls).toMatchObject([
        { method: 'POST', path: '/api/train-data/7/reject', body: { reason: 'out of date' } },
      ]);
    });
    cleanup();
    await open();
    expect(screen.getByRole('button', { name: 'Reject text' })).toHaveProperty('disabled', false);
  });

  it.each(['Escape', 'Cancel'])('is left with %s', async (way) => {
    await open();
    if (way === 'Escape') await userEvent.keyboard('{Escape}');
    else await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('textbox', { name: 'Reason' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Approve' })).toBeTruthy();
    expect(server.calls).toEqual([]);
  });
});
