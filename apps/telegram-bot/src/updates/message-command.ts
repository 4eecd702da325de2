import { parseCommandText, type Command } from '@personal-assistant/contracts';
import type { Message } from 'grammy/types';
import type { BotContext } from './context.js';
import { chatRef, messageRef, repliedTo, replyRef, senderOf, textOf, topicOf } from './references.js';

const COMMAND_LIKE = /^\/[A-Za-z0-9_]{1,32}(?<addressee>@\w+)?(?=\s|$)/u;

/** True for messages that no person wrote to us: of other bots, and posts of a linked channel. */
export function isNotFromAPerson(message: Message): boolean {
  if (message.is_automatic_forward) return true;
  return message.from?.is_bot === true && message.sender_chat === undefined;
}

/**
 * The command that a message is; `undefined` when it is none of ours. In groups an unknown command belongs to us only
 * if it says so (`/x@our_bot`, or as a reply to our message): several bots may share the chat.
 */
export function commandIn(message: Message, me: { id: number; username: string }): Command | undefined {
  const text = textOf(message);
  if (text === undefined) return undefined;
  const command = parseCommandText(text, me.username);
  if (command?.kind !== 'UNKNOWN') return command;
  const named = COMMAND_LIKE.exec(text)?.groups?.addressee !== undefined;
  const ours = named || message.chat.type === 'private' || repliedTo(message)?.from?.id === me.id;
  return ours ? command : undefined;
}

/** True when the text is a slash command at all, ours or another bot's: then it is no question. */
export function looksLikeCommand(text: string): boolean {
  return COMMAND_LIKE.test(text);
}

/** Hands the command of a message to the inbox, with chat, sender and the message replied to. */
export async function submitMessage(ctx: BotContext, message: Message, command: Command): Promise<void> {
  await ctx.submit(command, {
    chat: chatRef(message.chat, topicOf(message)),
    sender: senderOf(message),
    message: messageRef(message),
    replyTo: replyRef(message, ctx.me.id),
  });
}
