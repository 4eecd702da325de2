// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ada, message, session as exampleSession } from '../../../testing/examples';
import { FakeServer } from '../../../testing/fake-server';
import { renderInApp } from '../../../testing/render';
import { applyEvent } from '../../events/apply-event';
import { ChatPage } from './chat-page';

const session = exampleSession({ role: 'MEMBER' });
const accepted = { status: 202, body: { commandId: '00000000-0000-4000-8000-000000000002', duplicate: false } };
const empty = { status: 200, body: { items: [], next: null } };

let server: FakeServer;
beforeEach(() => {
  sessionStorage.clear();
  server = new FakeServer((call) => (call.method === 'GET' ? empty : accepted));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const field = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Message' });
const conversation = () => within(screen.getByRole('list', { name: 'Conversation' }));
const posts = () => server.calls.filter((call) => call.method === 'POST');

describe('the chat', () => {
  it('explains the steps and puts an example into the composer', async () => {
    renderInApp(<ChatPage session={session} />);
    const steps = await screen.findByRole('list', { name: 'How it works' });
    expect(within(steps).getAllByRole('listitem')).toHaveLength(4);
    await userEvent.click(within(steps).getByRole('button', { name: /Try: \/train/ }));
    expect(field().value).toBe('/train The guest Wi-Fi password is sunflower-42.');
    expect(posts()).toEqual([]);
  });

  it('shows a message at once, then the one of the event in its place', async () => {
    server.answer = (call) => (call.method === 'GET' ? empty : new Promise(() => undefined));
    const client = renderInApp(<ChatPage session={session} />);
    await screen.findByRole('list', { name: 'How it works' });
    await userEvent.type(field(), 'where is the key?{Enter}');
    expect(conversation().getByText('where is the key?')).toBeTruthy();
    expect(conversation().getByText('Sending…')).toBeTruthy();
    expect(field().value).toBe('');
    expect(posts()).toMatchObject([{ path: '/api/chat/members/messages', body: { text: 'where is the key?' } }]);

    applyEvent(client, {
      type: 'message',
      message: message({ id: '9', author: ada, text: [{ text: 'where is the key?' }] }),
    });
    await waitFor(() => {
      expect(conversation().queryByText('Sending…')).toBeNull();
    });
    expect(conversation().getAllByText('where is the key?')).toHaveLength(1);
  });

  it('shows the picture of a message above its words', async () => {
    const picture = { url: '/api/models/4/loss.png', alt: 'How the loss went while version #4 learned' };
    const told = message({ id: '9', text: [{ text: 'the lower a line ends, the better' }], picture });
    server.answer = () => ({ status: 200, body: { items: [told, message({ id: '8' })], next: null } });
    renderInApp(<ChatPage session={session} />);
    const image = await conversation().findByRole('img', { name: picture.alt });
    expect(image.getAttribute('src')).toBe(picture.url);
    expect(conversation().getAllByRole('img')).toHaveLength(1);
  });

  it('marks the thumb that the person gave, as the list and the events say', async () => {
    const questionId = '00000000-0000-4000-8000-0000000000f1';
    const thumbs = (up: boolean, down: boolean) => [
      [
        { label: '👍 2', action: { kind: 'FEEDBACK', value: 'UP', questionId }, pressed: up } as const,
        { label: '👎', action: { kind: 'FEEDBACK', value: 'DOWN', questionId }, pressed: down } as const,
      ],
    ];
    const answer = message({ id: '9', text: [{ text: 'at 9' }], buttons: thumbs(true, false) });
    server.answer = () => ({ status: 200, body: { items: [answer], next: null } });
    const client = renderInApp(<ChatPage session={session} />);
    const pressed = (name: string) => screen.getByRole('button', { name }).getAttribute('aria-pressed');
    expect(await screen.findByRole('button', { name: 'Right answer, said by 2' })).toBeTruthy();
    expect([pressed('Right answer, said by 2'), pressed('Wrong answer')]).toEqual(['true', 'false']);
    const editedAt = '2026-05-03T10:05:00.000Z';
    applyEvent(client, { type: 'message', message: { ...answer, editedAt, buttons: thumbs(false, true) } });
    await waitFor(() => {
      expect([pressed('Right answer, said by 2'), pressed('Wrong answer')]).toEqual(['false', 'true']);
    });
  });

  it('needs no event: what was accepted is read from the list, even in other words', async () => {
    const stored = message({ id: '9', author: ada, text: [{ text: 'cleaned words' }] });
    server.answer = (call) =>
      call.method === 'POST'
        ? accepted
        : { status: 200, body: { items: posts().length > 0 ? [stored] : [], next: null } };
    renderInApp(<ChatPage session={session} />);
    await screen.findByRole('list', { name: 'How it works' });
    await userEvent.type(field(), 'words{Enter}');
    expect(await conversation().findByText('cleaned words')).toBeTruthy();
    await waitFor(() => {
      expect(conversation().queryByText('words')).toBeNull();
    });
  });

  it('keeps what could not be sent and sends it again under the same id', async () => {
    server.answer = (call) =>
      call.method === 'GET'
        ? empty
        : { status: 503, body: { code: 'UNAVAILABLE', message: 'The database cannot be reached.' } };
    renderInApp(<ChatPage session={session} />);
    await userEvent.type(field(), 'hello{Enter}');
    const again = await screen.findByRole('button', { name: 'Try again' });
    expect(await screen.findByText('The database cannot be reached.')).toBeTruthy();

    server.answer = (call) => (call.method === 'GET' ? empty : accepted);
    await userEvent.click(again);
    const sentIds = posts().map((call) => (call.body as { id: string }).id);
    expect(sentIds).toHaveLength(2);
    expect(sentIds[0]).toBe(sentIds[1]);
  });

  it('breaks the line with Shift+Enter', async () => {
    renderInApp(<ChatPage session={session} />);
    await userEvent.type(field(), 'one{Shift>}{Enter}{/Shift}two');
    expect(field().value).toBe('one\ntwo');
    expect(posts()).toEqual([]);
  });

  it('completes a command with the keyboard alone', async () => {
    renderInApp(<ChatPage session={session} />);
    await userEvent.type(field(), '/');
    const options = within(screen.getByRole('listbox', { name: 'Commands' })).getAllByRole('option');
    expect(options).toHaveLength(8);
    expect(field().getAttribute('aria-activedescendant')).toBe(options[0]?.id);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(field().value).toBe('/ask ');
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(posts()).toEqual([]);
  });

  it('replies to a message', async () => {
    server.answer = (call) =>
      call.method === 'GET'
        ? { status: 200, body: { items: [message({ id: '4', text: [{ text: 'Ask me' }] })], next: null } }
        : accepted;
    renderInApp(<ChatPage session={session} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Reply to Assistant' }));
    await userEvent.type(field(), 'why?{Enter}');
    expect(posts()).toMatchObject([{ body: { text: 'why?', replyToMessageId: '4' } }]);
    expect(screen.queryByRole('button', { name: 'Cancel reply' })).toBeNull();
  });

  describe('with an answer', () => {
    const questionId = '00000000-0000-4000-8000-000000000009';
    const feedback = (value: 'UP' | 'DOWN') => ({ kind: 'FEEDBACK' as const, value, questionId });
    const answer = message({
      id: '4',
      text: [{ text: 'at 9' }],
      buttons: [
        [
          { label: '👍 12', action: feedback('UP') },
          { label: '👎', action: feedback('DOWN') },
        ],
      ],
    });
    beforeEach(() => {
      server.answer = (call) =>
        call.method === 'GET' ? { status: 200, body: { items: [answer], next: null } } : accepted;
    });

    it('draws what people think of it, with names and numbers', async () => {
      renderInApp(<ChatPage session={session} />);
      const up = await screen.findByRole('button', { name: 'Right answer, said by 12' });
      expect(up.textContent).toBe('12');
      expect(screen.getByRole('button', { name: 'Wrong answer' }).textContent).toBe('');
      await userEvent.click(up);
      expect(posts()).toMatchObject([{ body: { messageId: '4', action: feedback('UP') } }]);
      expect(screen.queryByText('What would be right?')).toBeNull();
    });

    it('asks what would be right when it is wrong, and sends that as a correction', async () => {
      renderInApp(<ChatPage session={session} />);
      await userEvent.click(await screen.findByRole('button', { name: 'Wrong answer' }));
      expect(await screen.findByText('What would be right?')).toBeTruthy();
      await userEvent.type(field(), 'at 10{Enter}');
      expect(posts().at(-1)).toMatchObject({
        path: '/api/chat/members/messages',
        body: { text: '/correct at 10', replyToMessageId: '4' },
      });
      await userEvent.type(field(), 'thanks{Enter}');
      expect(posts().at(-1)).toMatchObject({ body: { text: 'thanks' } });
    });

    it('asks nothing while something else is being written', async () => {
      renderInApp(<ChatPage session={session} />);
      await userEvent.type(field(), 'and on Sun');
      await userEvent.click(screen.getByRole('button', { name: 'Wrong answer' }));
      await waitFor(() => {
        expect(posts()).toHaveLength(1);
      });
      await userEvent.type(field(), 'days?{Enter}');
      expect(posts().at(-1)?.body).toMatchObject({ text: 'and on Sundays?' });
      expect(posts().at(-1)?.body).not.toHaveProperty('replyToMessageId', '4');
    });
  });
});
