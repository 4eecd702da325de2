import { plainText, type ChatMessage, type Room } from '@personal-assistant/contracts';

/** A message that was sent from this page and is not in the conversation yet. */
export interface OutgoingMessage {
  /** Made here; the service takes the same id once, so sending again is safe. */
  id: string;
  room: Room;
  text: string;
  replyToMessageId: string | null;
  sentAt: string;
  state: 'sending' | 'failed';
  /** The newest message of the conversation when this one was sent: only what came after can be it. */
  sentAfter: string | null;
}

/**
 * Leaves out what has arrived in the conversation by now. A message is known again by its id or, as the service may
 * give it another, as the first later message of the same person with the same words.
 *
 * @param newestFirst the conversation as the API lists it
 */
export function stillOutgoing(
  outgoing: OutgoingMessage[],
  newestFirst: ChatMessage[],
  personId: string,
): OutgoingMessage[] {
  const taken = new Set<string>();
  const left = outgoing.filter((message) => {
    const arrived = after(newestFirst, message.sentAfter).find(
      (other) => !taken.has(other.id) && (other.id === message.id || isSame(message, other, personId)),
    );
    if (arrived) taken.add(arrived.id);
    return !arrived;
  });
  return left.length === outgoing.length ? outgoing : left;
}

/** Oldest first. */
function after(newestFirst: ChatMessage[], id: string | null): ChatMessage[] {
  const end = newestFirst.findIndex((message) => message.id === id);
  return newestFirst.slice(0, end === -1 ? undefined : end).reverse();
}

function isSame(outgoing: OutgoingMessage, message: ChatMessage, personId: string): boolean {
  return message.author?.id === personId && plainText(message.text).trim() === outgoing.text.trim();
}
