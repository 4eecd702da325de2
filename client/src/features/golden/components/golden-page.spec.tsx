// @vitest-environment happy-dom
import type { Golden } from '@personal-assistant/contracts';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { golden } from '../../../testing/examples';
import { FakeServer } from '../../../testing/fake-server';
import { renderInApp } from '../../../testing/render';
import { GoldenPage } from './golden-page';

let stored: Golden[];
let server: FakeServer;
beforeEach(() => {
  stored = [
    golden({ id: 2, question: 'Who won the cup?', answer: null, origin: 'ABSTENTION' }),
    golden({ id: 1, question: 'When does it open?', answer: 'at 9', origin: 'PAIR', use: 'LEARN', trainDataId: 5 }),
  ];
  server = new FakeServer(({ method }) => {
    if (method === 'GET') return { status: 200, body: { items: stored, next: null } };
    return { status: method === 'POST' ? 201 : 200, body: method === 'DELETE' ? { ok: true } : stored[0] };
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const changes = () => server.calls.filter(({ method }) => method !== 'GET');
const list = async () => within(await screen.findByRole('list', { name: 'Golden questions' }));

describe('the golden questions', () => {
  it('are listed with origin and use, and those without an answer say what is right', async () => {
    renderInApp(<GoldenPage />);
    const [untaught, pair] = (await list()).getAllByRole('listitem');
    expect(untaught?.textContent).toContain('Right is to say that it was not taught.');
    expect(untaught?.textContent).toContain('Kept for the gateOut of scope');
    expect(pair?.textContent).toContain('Learned fromTaught as a pair#1 · from text #5');
  });

  it('are filtered by the service', async () => {
    renderInApp(<GoldenPage />);
    await list();
    await userEvent.click(screen.getByRole('combobox', { name: 'Use' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Learned from' }));
    await waitFor(() => {
      expect(server.calls.at(-1)?.path).toBe('/api/golden?use=LEARN&limit=50');
    });
  });

  it('are searched by the service, once the words are written', async () => {
    renderInApp(<GoldenPage />);
    await list();
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search' }), ' 15% & more ');
    await waitFor(() => {
      expect(server.calls.at(-1)?.path).toBe('/api/golden?q=15%25+%26+more&limit=50');
    });
    stored = [];
    await userEvent.clear(screen.getByRole('searchbox', { name: 'Search' }));
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search' }), 'nothing');
    expect(await screen.findByText('No golden question is like that')).toBeTruthy();
  });

  it('are changed in place', async () => {
    renderInApp(<GoldenPage />);
    await userEvent.click((await list()).getByRole('button', { name: 'Change «When does it open?»' }));
    const form = within(screen.getByRole('form', { name: 'Change golden question 1' }));
    const answer = form.getByRole('textbox', { name: 'Right answer' });
    await userEvent.clear(answer);
    expect(form.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
    await userEvent.type(answer, 'at 10');
    await userEvent.click(form.getByRole('button', { name: 'Save' }));
    expect(changes()).toEqual([
      { method: 'PATCH', path: '/api/golden/1', body: { question: 'When does it open?', answer: 'at 10' } },
    ]);
    await waitFor(() => {
      expect(screen.queryByRole('form')).toBeNull();
    });
  });

  it('can ask for an abstention, and stay open when the service refuses', async () => {
    renderInApp(<GoldenPage />);
    await list();
    await userEvent.click(screen.getByRole('button', { name: 'Add a question' }));
    const form = within(screen.getByRole('form', { name: 'New golden question' }));
    await userEvent.type(form.getByRole('textbox', { name: 'Question' }), 'Who won the cup?');
    await userEvent.click(form.getByRole('checkbox', { name: 'Right is to say that it was not taught' }));
    expect(form.queryByRole('textbox', { name: 'Right answer' })).toBeNull();
    const message = 'That question is there already: change golden question #2.';
    server.answer = () => ({ status: 409, body: { code: 'CONFLICT', message } });
    await userEvent.click(form.getByRole('button', { name: 'Save' }));
    expect(changes()[0]?.body).toEqual({ question: 'Who won the cup?', answer: null });
    expect(await screen.findByText(message)).toBeTruthy();
    expect(screen.getByRole('form', { name: 'New golden question' })).toBeTruthy();
  });

  it('come from a file, and go into one', async () => {
    renderInApp(<GoldenPage />);
    await list();
    expect(screen.getByRole('link', { name: 'Export' }).getAttribute('href')).toBe('/api/golden/export');
    const refused = [{ line: 3, message: 'The line has no question.' }];
    const { answer } = server;
    server.answer = (call) =>
      call.method === 'POST' ? { status: 200, body: { created: 2, updated: 1, unchanged: 0, refused } } : answer(call);
    const lines = '{"question":"Where?","answer":"Here."}\n{}';
    await userEvent.upload(screen.getByLabelText('File of golden questions'), new File([lines], 'golden.jsonl'));
    expect(await screen.findByText('2 questions added, 1 changed, 0 as before.')).toBeTruthy();
    expect(changes()).toEqual([{ method: 'POST', path: '/api/golden/import', body: lines }]);
    expect(screen.getByText('line 3: The line has no question.')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByText('The file was read')).toBeNull();
  });

  it('are deleted only when that is confirmed', async () => {
    renderInApp(<GoldenPage />);
    await userEvent.click((await list()).getByRole('button', { name: 'Delete «Who won the cup?»' }));
    expect(changes()).toEqual([]);
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete question' }));
    expect(changes()).toMatchObject([{ method: 'DELETE', path: '/api/golden/2' }]);
  });
});
