import type { ChatRef, IncomingCommand, Sender } from '@personal-assistant/contracts';
import type { Chat, MaybeInaccessibleMessage, Message, User } from 'grammy/types';

/** Longest name or title that the contract takes. */
const NAME_LIMIT = 256;

type ReplyRef = NonNullable<IncomingCommand['replyTo']>;

/** @param topicId as {@link topicOf} gives it */
export function chatRef(chat: Chat, topicId?: number): ChatRef {
  const title = chat.title ?? fullName(chat);
  return { id: String(chat.id), type: chat.type, title: title?.slice(0, NAME_LIMIT), topicId };
}

/** Deleted accounts have empty names. */
function fullName(of: { first_name?: string; last_name?: string }): string | undefined {
  const name = [of.first_name, of.last_name].filter(Boolean).join(' ');
  return name === '' ? undefined : name;
}

/** Forum topic of a message. Without topics `message_thread_id` names a thread of replies, which is no place to send to. */
export function topicOf(message: MaybeInaccessibleMessage): number | undefined {
  return message.is_topic_message ? message.message_thread_id : undefined;
}

export function userSender(user: User): Sender {
  const name = fullName(user) ?? user.username ?? `user ${user.id}`;
  return { id: String(user.id), username: user.username, displayName: name.slice(0, NAME_LIMIT), anonymous: false };
}

/** An anonymous administrator or a person writing as a channel: Telegram names only the chat, never the person. */
function chatSender(chat: Chat): Sender {
  const name = chat.title ?? chat.username ?? `chat ${chat.id}`;
  return { id: String(chat.id), username: chat.username, displayName: name.slice(0, NAME_LIMIT), anonymous: true };
}

export function senderOf(message: Message): Sender {
  if (message.sender_chat) return chatSender(message.sender_chat);
  return message.from ? userSender(message.from) : chatSender(message.chat);
}

/** What was written: text, or the words under a photo or file. */
export function textOf(message: Message): string | undefined {
  return message.text ?? message.caption;
}

/** Address that opens the message. Only supergroups and public chats have one. */
export function linkTo(chat: Chat, messageId: number): string | undefined {
  if (chat.type !== 'supergroup' && chat.type !== 'channel') return undefined;
  if (chat.username) return `https://t.me/${chat.username}/${messageId}`;
  return `https://t.me/c/${String(chat.id).replace(/^-100/u, '')}/${messageId}`;
}

/** What a person wrote. */
export function messageRef(message: Message): IncomingCommand['message'] {
  return { ...placeOf(message), text: textOf(message) };
}

/** Where a message stands, for a button under it: its words are ours, not the person's. */
export function placeOf(message: MaybeInaccessibleMessage): IncomingCommand['message'] {
  return { id: String(message.message_id), link: linkTo(message.chat, message.message_id) };
}

/** The message that was answered. In a topic every other message "answers" the one that opened the topic: no reply. */
export function repliedTo(message: Message): Message | undefined {
  const original = message.reply_to_message;
  return original?.forum_topic_created ? undefined : original;
}

export function replyRef(message: Message, botId: number): ReplyRef | undefined {
  const original = repliedTo(message);
  if (!original) return undefined;
  return {
    messageId: String(original.message_id),
    text: textOf(original),
    sender: senderOf(original),
    link: linkTo(original.chat, original.message_id),
    fromAssistant: original.from?.id === botId,
  };
}
