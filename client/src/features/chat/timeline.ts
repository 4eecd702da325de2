import type { ChatMessage, Person, RichText } from '@personal-assistant/contracts';
import { formatDay, sameDay } from '../../shared/format';
import type { OutgoingMessage } from './outgoing';

/** A message as it is drawn, whether it has arrived or not. */
export interface ShownMessage {
  id: string;
  /** `null`: the assistant. */
  author: Person | null;
  own: boolean;
  text: RichText;
  picture: ChatMessage['picture'];
  replyToMessageId: string | null;
  buttons: ChatMessage['buttons'];
  createdAt: string;
  /** Set while it is not in the conversation yet. */
  outgoing: OutgoingMessage | null;
}

export type TimelineEntry =
  | { kind: 'day'; key: string; label: string }
  | {
      kind: 'message';
      key: string;
      message: ShownMessage;
      /** First and last of what one person wrote in a row: the name stands above the first, the picture at the last. */
      first: boolean;
      last: boolean;
    };

/** Messages of one author within this time stand together. */
const GROUP_MS = 5 * 60_000;

/** Lays a conversation out from the oldest to the newest: day separators, and who stands together. */
export function toTimeline(messages: ShownMessage[], now: Date): TimelineEntry[] {
  return messages.flatMap((message, index): TimelineEntry[] => {
    const before = messages[index - 1];
    const after = messages[index + 1];
    const newDay = !before || !sameDay(before.createdAt, message.createdAt);
    const entry: TimelineEntry = {
      kind: 'message',
      key: message.id,
      message,
      first: newDay || !together(before, message),
      last: !after || !sameDay(after.createdAt, message.createdAt) || !together(message, after),
    };
    if (!newDay) return [entry];
    return [{ kind: 'day', key: `day-${message.id}`, label: formatDay(message.createdAt, now) }, entry];
  });
}

function together(a: ShownMessage, b: ShownMessage): boolean {
  return a.author?.id === b.author?.id && Date.parse(b.createdAt) - Date.parse(a.createdAt) < GROUP_MS;
}

/** The conversation as it is shown, oldest first: what has arrived, then what is on its way. */
export function shownMessages(newestFirst: ChatMessage[], outgoing: OutgoingMessage[], me: Person): ShownMessage[] {
  const arrived = newestFirst.map((message): ShownMessage => ({
    id: message.id,
    author: message.author,
    own: message.author?.id === me.id,
    text: message.text,
    picture: message.picture,
    replyToMessageId: message.replyToMessageId,
    buttons: message.buttons,
    createdAt: message.createdAt,
    outgoing: null,
  }));
  const sending = outgoing.map((message): ShownMessage => ({
    id: message.id,
    author: me,
    own: true,
    text: [{ text: message.text }],
    picture: null,
    replyToMessageId: message.replyToMessageId,
    buttons: [],
    createdAt: message.sentAt,
    outgoing: message,
  }));
  return [...arrived.reverse(), ...sending];
}
