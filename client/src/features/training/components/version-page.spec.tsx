// @vitest-environment happy-dom
import type { Model, ModelDetail } from '@personal-assistant/contracts';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { goldenItem, model, modelDetail, status } from '../../../testing/examples';
import { FakeServer } from '../../../testing/fake-server';
import { renderInApp } from '../../../testing/render';
import { applyEvent } from '../../events/apply-event';
import { VersionPage } from './version-page';

let shown: ModelDetail;
let liveModel: Model | null;
let server: FakeServer;
beforeEach(() => {
  shown = modelDetail({ id: 3, name: 'third' });
  liveModel = model({ id: 4, name: 'fourth', live: true });
  server = new FakeServer(({ method, path }) => {
    if (path === '/api/status') return { status: 200, body: status({ liveModel }) };
    return { status: method === 'POST' ? 202 : 200, body: shown };
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const posts = () => server.calls.filter(({ method }) => method === 'POST').map(({ path }) => path);

describe('the page of a version', () => {
  it('goes back to an older one, and says that it is being loaded until the event calls it live', async () => {
    const client = renderInApp(<VersionPage id={3} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Go back to this version' }));
    expect(posts()).toEqual(['/api/models/3/live']);
    expect(await screen.findByText(/goes live in a moment/u)).toBeTruthy();
    shown = { ...shown, live: true };
    applyEvent(client, { type: 'model', model: shown });
    expect(await screen.findByText('Live')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Go back to this version' })).toBeNull();
  });

  it('calls it «Make live» when the version is newer than the live one', async () => {
    liveModel = model({ id: 2, live: true });
    renderInApp(<VersionPage id={3} />);
    expect(await screen.findByRole('button', { name: 'Make live' })).toBeTruthy();
  });

  it('asks about a candidate that waits, with the reason, and keeps it back', async () => {
    shown = modelDetail({ ...shown, gate: { state: 'ASKED', reason: 'it is worse than #4', decidedBy: null } });
    renderInApp(<VersionPage id={3} />);
    expect(await screen.findByText('Shall «third» go live?')).toBeTruthy();
    expect(screen.getByText(/it is worse than #4/u)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Put it live' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Keep the old one' }));
    expect(posts()).toEqual(['/api/models/3/decline']);
  });

  it('shows the golden questions with both answers, those that got worse alone when asked for', async () => {
    shown = modelDetail({
      ...shown,
      golden: { asked: 14, right: 11, liveRight: 12, fixed: 1, broken: 2 },
      goldenItems: [
        goldenItem({ question: 'When does it open?', candidate: { answer: 'at 7', right: false } }),
        goldenItem({ id: 2, question: 'Where is the key?', verdict: 'fixed' }),
      ],
    });
    renderInApp(<VersionPage id={3} />);
    const list = within(await screen.findByRole('list', { name: 'Golden questions' }));
    const [first] = list.getAllByRole('listitem');
    expect(first?.textContent).toContain('Right would beat 9');
    expect(first?.textContent).toContain('This versionat 7 · wrong');
    expect(first?.textContent).toContain('The live one thenat 9 · right');
    expect(list.getAllByRole('listitem')).toHaveLength(2);
    await userEvent.click(screen.getByRole('radio', { name: 'Broken' }));
    expect(list.getAllByRole('listitem')).toHaveLength(1);
    expect(screen.getByText('2 of 14 are kept with a version, those that differ first.')).toBeTruthy();
  });

  it('cancels a training only when that is confirmed', async () => {
    shown = modelDetail({
      ...shown,
      status: 'PROCESSING',
      progress: { stage: 'index', fraction: 0.6, detail: '3 passages' },
    });
    renderInApp(<VersionPage id={3} />);
    const stages = within(await screen.findByRole('list', { name: 'Stages' }));
    expect(stages.getByText('Writing the index').closest('li')?.getAttribute('aria-current')).toBe('step');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel training' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect(posts()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Cancel training' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Cancel training' }));
    await waitFor(() => {
      expect(posts()).toEqual(['/api/models/3/cancel']);
    });
  });

  it('says what to do when it cannot be loaded', async () => {
    server.answer = () => ({ status: 404, body: { code: 'NOT_FOUND', message: 'There is no model #3.' } });
    renderInApp(<VersionPage id={3} />);
    expect(await screen.findByText('There is no model #3.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'All versions' }).getAttribute('href')).toBe('#/versions');
  });
});
