import { Composer } from 'grammy';
import type { Message } from 'grammy/types';
import type { BotContext } from '../context.js';
import { commandIn, looksLikeCommand, submitMessage } from '../message-command.js';
import { repliedTo, textOf } from '../references.js';

interface Me {
  id: number;
  username: string;
}

/** Talking to the assistant in plain words is asking: by a mention, by a reply to its message, or in a private chat. */
export function mentions(): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', async (ctx, next) => {
    const { message, me } = ctx;
    const text = textOf(message);
    if (text === undefined || looksLikeCommand(text)) {
      await next();
      return;
    }
    const rest = withoutMention(message, text, me);
    const meant = rest !== undefined || message.chat.type === 'private' || repliedTo(message)?.from?.id === me.id;
    if (!meant) {
      await next();
      return;
    }
    // "@our_bot /train …" is a command all the same.
    const command = rest === undefined ? undefined : commandIn({ ...message, text: rest, caption: undefined }, me);
    await submitMessage(ctx, message, command ?? { kind: 'ASK', text: (rest ?? text).trim() || undefined });
  });
  return composer;
}

/** The text without the mentions of us; `undefined` when there is none. */
function withoutMention(message: Message, text: string, me: Me): string | undefined {
  const own = (message.entities ?? message.caption_entities ?? []).filter((entity) => {
    if (entity.type === 'text_mention') return entity.user.id === me.id;
    const name = text.slice(entity.offset, entity.offset + entity.length);
    return entity.type === 'mention' && name.toLowerCase() === `@${me.username.toLowerCase()}`;
  });
  if (own.length === 0) return undefined;
  let rest = text;
  for (const { offset, length } of own.toReversed()) rest = rest.slice(0, offset) + rest.slice(offset + length);
  return rest
    .replace(/^[\s,:]+/u, '')
    .replace(/[ \t]{2,}/gu, ' ')
    .trim();
}
