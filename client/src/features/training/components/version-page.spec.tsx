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
    if (path.endsWith('/live')) shown = { ...shown, loading: true };
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
    expect(screen.getByText('Being loaded')).toBeTruthy();
    shown = { ...shown, live: true, loading: false };
    applyEvent(client, { type: 'model', model: shown });
    expect(await screen.findByText('Live')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Go back to this version' })).toBeNull();
  });

  it('says that it did not go live when it was refused, and offers it again', async () => {
    const client = renderInApp(<VersionPage id={3} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Go back to this version' }));
    expect(await screen.findByText(/goes live in a moment/u)).toBeTruthy();
    shown = { ...shown, loading: false };
    applyEvent(client, { type: 'model', model: shown });
    expect(await screen.findByText(/It did not go live: the approvers’ room says why/u)).toBeTruthy();
    expect(screen.queryByText(/goes live in a moment/u)).toBeNull();
    expect(screen.getByRole('button', { name: 'Go back to this version' })).toBeTruthy();
  });

  it('says that it is being loaded to whoever opens the page meanwhile', async () => {
    shown = { ...shown, loading: true };
    renderInApp(<VersionPage id={3} />);
    expect(await screen.findByText(/goes live in a moment/u)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Go back|Delete/u })).toBeNull();
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

  it('says what it learned from, how the loss went, and what it was built on', async () => {
    const metrics = { texts: 12, passages: 15, seconds: 3.24, threshold: 0.4, falseAnswerRate: 0.031 };
    const learned = { pairs: 40, epochs: 2, lossBefore: 1.5, lossAfter: 1.25 };
    const adapted = { examples: 9, note: 'too few examples' };
    shown = modelDetail({ ...shown, parentId: 2, metrics: { ...metrics, learned, adapted }, lossCurve: '/api/curve' });
    renderInApp(<VersionPage id={3} />);
    expect(await screen.findByText('12 texts in 15 passages')).toBeTruthy();
    expect(screen.getByText('40 pairs · each seen 2 times · held-out loss 1.50 before, 1.25 after')).toBeTruthy();
    expect(screen.getByText('9 examples · too few examples')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'version #2' }).getAttribute('href')).toBe('#/versions/2');
    expect(screen.getByRole('img', { name: /loss/u }).getAttribute('src')).toBe('/api/curve');
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

  it('deletes the files of a kept version only when that is confirmed, and none of one that waits', async () => {
    renderInApp(<VersionPage id={3} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(server.calls.filter(({ method }) => method === 'DELETE')).toEqual([]);
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete version' }));
    expect(server.calls.filter(({ method }) => method === 'DELETE')).toMatchObject([{ path: '/api/models/3' }]);
    cleanup();
    shown = modelDetail({ ...shown, gate: { state: 'ASKED', reason: null, decidedBy: null } });
    renderInApp(<VersionPage id={3} />);
    await screen.findByRole('button', { name: 'Put it live' });
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
  });

  it('is compared with the live one when asked for: answers, and texts page by page', async () => {
    const text = (id: number) => ({ id, text: `Lesson ${String(id)}`, knownTo: 'b' });
    const golden = { askedA: 5, askedB: 5, both: 5, rightA: 4, rightB: 3, note: null };
    const { answer } = server;
    server.answer = (call) => {
      if (!call.path.startsWith('/api/models/4/diff/3')) return answer(call);
      const more = call.path.includes('after=7');
      const texts = { onlyA: 0, onlyB: 2, withdrawn: 1, items: [text(more ? 6 : 7)], next: more ? null : '7' };
      const item = { id: 1, question: 'When?', a: { answer: 'at 9', right: true }, b: { right: false } };
      return { status: 200, body: { a: liveModel, b: shown, texts, golden: { ...golden, items: [item] } } };
    };
    renderInApp(<VersionPage id={3} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Compare with the live version' }));
    const scores = 'Of 5 golden questions that both were asked, this version has 3 right, the live one 4.';
    expect(await screen.findByText(scores)).toBeTruthy();
    expect(screen.getByText('2 texts only this version knows, 1 text withdrawn between them.')).toBeTruthy();
    const [differing] = within(screen.getByRole('list', { name: 'Answered differently' })).getAllByRole('listitem');
    expect(differing?.textContent).toContain('This versionnot taught · wrongThe live oneat 9 · right');
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    const texts = within(screen.getByRole('list', { name: 'Texts that only one knows' }));
    expect(await texts.findByText('#6 Lesson 6')).toBeTruthy();
    expect(texts.getAllByRole('listitem')).toHaveLength(2);
  });

  it('says what to do when it cannot be loaded', async () => {
    server.answer = () => ({ status: 404, body: { code: 'NOT_FOUND', message: 'There is no model #3.' } });
    renderInApp(<VersionPage id={3} />);
    expect(await screen.findByText('There is no model #3.')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'All versions' }).getAttribute('href')).toBe('#/versions');
  });
});
