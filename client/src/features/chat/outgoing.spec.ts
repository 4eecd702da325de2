import { describe, expect, it } from 'vitest';
import { ada, grace, message } from '../../testing/examples';
import { stillOutgoing, type OutgoingMessage } from './outgoing';

function sent(change: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    id: 'local-1',
    room: 'members',
    text: 'Hi',
    replyToMessageId: null,
    sentAt: '2026-05-03T10:00:00.000Z',
    state: 'sending',
    sentAfter: '5',
    ...change,
  };
}
const mine = (id: string, text = 'Hi') => message({ id, author: ada, text: [{ text }] });

describe('stillOutgoing', () => {
  it('ends when the message arrives under its own id or the service’s', () => {
    expect(stillOutgoing([sent()], [mine('6'), mine('5')], ada.id)).toEqual([]);
    expect(stillOutgoing([sent()], [message({ id: 'local-1' })], ada.id)).toEqual([]);
  });

  it('does not take the same words of before for it', () => {
    const outgoing = [sent()];
    expect(stillOutgoing(outgoing, [mine('5'), mine('4')], ada.id)).toBe(outgoing);
  });

  it('does not take somebody else’s or the assistant’s message for it', () => {
    const others = [
      message({ id: '7', author: grace, text: [{ text: 'Hi' }] }),
      message({ id: '6', text: [{ text: 'Hi' }] }),
    ];
    expect(stillOutgoing([sent()], others, ada.id)).toHaveLength(1);
  });

  it('needs one arrival for each of two equal messages', () => {
    const outgoing = [sent(), sent({ id: 'local-2' })];
    expect(stillOutgoing(outgoing, [mine('6'), mine('5')], ada.id)).toEqual([outgoing[1]]);
    expect(stillOutgoing(outgoing, [mine('7'), mine('6'), mine('5')], ada.id)).toEqual([]);
  });

  it('counts everything as later where the conversation was empty', () => {
    expect(stillOutgoing([sent({ sentAfter: null })], [mine('1')], ada.id)).toEqual([]);
  });
});
