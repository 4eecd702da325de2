import { Composer } from 'grammy';
import type { ChatMember } from 'grammy/types';
import type { BotContext } from '../context.js';
import { submitMessage } from '../message-command.js';
import { chatRef, userSender } from '../references.js';

/** The assistant was added to a group, or its group became a supergroup. */
export function membership(onAdded: (chatId: number) => void): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('my_chat_member', async (ctx, next) => {
    const { chat, from, old_chat_member: before, new_chat_member: after } = ctx.myChatMember;
    const isGroup = chat.type === 'group' || chat.type === 'supergroup';
    if (!isGroup || isThere(before) || !isThere(after)) {
      await next();
      return;
    }
    const seesMessages = ctx.me.can_read_all_group_messages || after.status === 'administrator';
    const command = { kind: 'BOT_ADDED', seesMessages } as const;
    await ctx.submit(command, { chat: chatRef(chat), sender: userSender(from), message: { id: '0' } });
    onAdded(chat.id);
  });
  composer.on('message:migrate_to_chat_id', async (ctx) => {
    const toChatId = String(ctx.message.migrate_to_chat_id);
    await submitMessage(ctx, ctx.message, { kind: 'CHAT_MIGRATED', toChatId });
  });
  return composer;
}

function isThere(member: ChatMember): boolean {
  switch (member.status) {
    case 'creator':
    case 'administrator':
    case 'member':
      return true;
    case 'restricted':
      return member.is_member;
    case 'left':
    case 'kicked':
      return false;
  }
}
