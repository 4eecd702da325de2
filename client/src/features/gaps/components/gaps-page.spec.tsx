// @vitest-environment happy-dom
import type { Gap } from '@personal-assistant/contracts';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ada, gap } from '../../../testing/examples';
import { FakeServer } from '../../../testing/fake-server';
import { renderInApp } from '../../../testing/render';
import { GapsPage } from './gaps-page';

let stored: Gap[];
let server: FakeServer;
beforeEach(() => {
  stored = [
    gap({ id: 7, question: 'When is the open evening?', count: 14, people: 9 }),
    gap({ id: 8, question: 'May dogs come in?', count: 1, people: 1 }),
  ];
  server = new FakeServer(({ method, path }) => {
    if (method === 'POST') return { status: 200, body: { ...stored[0], status: 'ANSWERED' } };
    const status = new URL(path, 'http://localhost').searchParams.get('status');
    return { status: 200, body: { items: stored.filter((item) => item.status === status), next: null } };
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const posts = () => server.calls.filter(({ method }) => method === 'POST');
const item = async (name: string) => within(await screen.findByRole('listitem', { name }));

describe('unanswered questions', () => {
  it('are shown in the order of the service, with how often they were asked', async () => {
    renderInApp(<GapsPage />);
    const list = within(await screen.findByRole('list', { name: 'Unanswered questions' }));
    const [most, least] = list.getAllByRole('listitem');
    expect(most?.textContent).toContain('Asked 14 times by 9 people, last');
    expect(least?.textContent).toContain('Asked 1 time by 1 person, last');
  });

  it('are answered in place, and leave the list', async () => {
    renderInApp(<GapsPage />);
    await userEvent.click((await item('When is the open evening?')).getByRole('button', { name: 'Answer' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Answer' }), 'On Tuesdays at 7.');
    await userEvent.click(screen.getByRole('button', { name: 'Teach this answer' }));
    expect(posts()).toEqual([{ method: 'POST', path: '/api/gaps/7/answer', body: { text: 'On Tuesdays at 7.' } }]);
    await waitFor(() => {
      expect(screen.queryByRole('listitem', { name: 'When is the open evening?' })).toBeNull();
    });
    expect(screen.getByRole('listitem', { name: 'May dogs come in?' })).toBeTruthy();
  });

  it('keep what was typed when the answer is refused', async () => {
    renderInApp(<GapsPage />);
    await userEvent.click((await item('May dogs come in?')).getByRole('button', { name: 'Answer' }));
    server.answer = () => ({ status: 409, body: { code: 'TEXT_DUPLICATE', message: 'That was taught already.' } });
    await userEvent.type(screen.getByRole('textbox', { name: 'Answer' }), 'Yes{Enter}on a leash.');
    await userEvent.click(screen.getByRole('button', { name: 'Teach this answer' }));
    expect(await screen.findByText('That was taught already.')).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'Answer' })).toHaveProperty('value', 'Yes\non a leash.');
  });

  it('are called out of scope only when that is confirmed', async () => {
    renderInApp(<GapsPage />);
    await userEvent.click((await item('May dogs come in?')).getByRole('button', { name: 'Out of scope' }));
    expect(posts()).toEqual([]);
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Out of scope' }));
    expect(posts()).toMatchObject([{ path: '/api/gaps/8/out-of-scope' }]);
  });

  it('say what became of those that were answered', async () => {
    stored = [gap({ status: 'ANSWERED', decidedBy: ada, trainDataId: 12 })];
    renderInApp(<GapsPage />);
    expect(await screen.findByText('Everything that was asked could be answered')).toBeTruthy();
    await userEvent.click(screen.getByRole('radio', { name: 'Answered' }));
    const sentence = 'Answered by Ada Lovelace, as text #12. Everybody who asked is told once a live version knows it.';
    expect(await screen.findByText(sentence)).toBeTruthy();
  });
});
