// @vitest-environment happy-dom
import type { TrainData, Withdrawal } from '@personal-assistant/contracts';
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ada, model, session, status, trainData } from '../../../testing/examples';
import { FakeServer } from '../../../testing/fake-server';
import { renderInApp } from '../../../testing/render';
import { KnowledgePage } from './knowledge-page';

const known = trainData({ id: 17, status: 'DONE', modelId: 3 });
const heldBy = [
  { id: 4, name: 'second', live: true, passages: true, weights: true, deletable: false },
  { id: 3, name: 'first', live: false, passages: true, weights: false, deletable: true },
];

let texts: TrainData[];
let withdrawal: Withdrawal;
let server: FakeServer;
beforeEach(() => {
  texts = [known];
  withdrawal = {
    trainData: { ...known, status: 'WITHDRAWN', withdrawnBy: ada, withdrawnAt: '2026-05-03T10:00:00.000Z' },
    heldBy,
    heldByTraining: null,
  };
  server = new FakeServer(({ method, path }) => {
    if (path === '/api/status') return { status: 200, body: status() };
    return { status: 200, body: method === 'DELETE' ? withdrawal : { items: texts, next: null } };
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const changes = () => server.calls.filter(({ method }) => method !== 'GET');
const dialog = async () => within(await screen.findByRole('dialog'));

describe('the knowledge page', () => {
  it('shows a pair as question and answer, and a correction as one', async () => {
    const pair = { text: 'Where?\nHere.', question: 'Where?', answer: 'Here.' };
    texts = [
      trainData({ id: 2, ...pair }),
      trainData({ id: 1, ...pair, correctsQuestionId: '00000000-0000-4000-8000-000000000009' }),
    ];
    renderInApp(<KnowledgePage session={session()} />);
    const taught = await screen.findByRole('listitem', { name: 'Text 2' });
    expect(taught.textContent).toContain('QuestionWhere?AnswerHere.');
    expect(screen.getByRole('listitem', { name: 'Text 1' }).textContent).toContain('Corrected answerHere.');
  });

  it('withdraws a text when that is confirmed, and says which versions still hold it', async () => {
    renderInApp(<KnowledgePage session={session()} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Withdraw text 17' }));
    expect(changes()).toEqual([]);
    await userEvent.click((await dialog()).getByRole('button', { name: 'Withdraw text' }));
    expect(changes()).toMatchObject([{ method: 'DELETE', path: '/api/train-data/17' }]);
    const holding = within(await (await dialog()).findByRole('list', { name: 'Versions that hold it' }));
    const versions = holding.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(versions).toEqual(['second #4 (live, perhaps learned into its weights)', 'first #3Delete']);
    expect(holding.getByRole('link', { name: 'first #3' }).getAttribute('href')).toBe('#/versions/3');
    expect(holding.queryByRole('button', { name: 'Delete version second #4' })).toBeNull();
    server.answer = () => ({ status: 202, body: model({ id: 3 }) });
    await userEvent.click(holding.getByRole('button', { name: 'Delete version first #3' }));
    expect(changes().at(-1)).toMatchObject({ method: 'DELETE', path: '/api/models/3' });
    expect(await holding.findByText('Deleted')).toBeTruthy();
    await userEvent.click((await dialog()).getByRole('button', { name: 'Build a version without it' }));
    expect(changes().at(-1)).toMatchObject({ method: 'POST', path: '/api/models' });
    expect(screen.queryByRole('button', { name: 'Withdraw text 17' })).toBeNull();
  });

  it('offers members no version to open, and none to build', async () => {
    renderInApp(<KnowledgePage session={session({ role: 'MEMBER' })} />);
    expect(await screen.findByText(/^The texts that you taught/u)).toBeTruthy();
    await userEvent.click(await screen.findByRole('button', { name: 'Withdraw text 17' }));
    await userEvent.click((await dialog()).getByRole('button', { name: 'Withdraw text' }));
    expect((await (await dialog()).findAllByRole('listitem'))[0]?.textContent).toContain('second #4');
    expect((await dialog()).queryByRole('link')).toBeNull();
    expect((await dialog()).queryByRole('button', { name: 'Build a version without it' })).toBeNull();
  });

  it('withdraws nothing that was rejected or withdrawn before', async () => {
    texts = [trainData({ id: 1, status: 'REJECTED' }), withdrawal.trainData];
    renderInApp(<KnowledgePage session={session()} />);
    expect((await screen.findByRole('listitem', { name: 'Text 17' })).textContent).toContain('Withdrawn by Ada');
    expect(screen.queryByRole('button', { name: /^Withdraw/u })).toBeNull();
  });
});
