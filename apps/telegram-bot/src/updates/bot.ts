import { Bot, type ApiClientOptions } from 'grammy';
import type { Update } from 'grammy/types';
import { updatesHandled } from '../metrics.js';
import { patience } from '../telegram/telegram-api.js';
import { BotContext } from './context.js';
import { ask } from './features/ask.js';
import { decisions } from './features/decisions.js';
import { feedback } from './features/feedback.js';
import { info } from './features/info.js';
import { membership } from './features/membership.js';
import { mentions } from './features/mentions.js';
import { train } from './features/train.js';
import { training } from './features/training.js';
import { unhandled } from './features/unhandled.js';
import type { Inbox } from './inbox.js';
import { commandIn, isNotFromAPerson } from './message-command.js';

/** Kinds of updates that Telegram is asked for. Edited messages are not among them: an edit is no second command. */
export const ALLOWED_UPDATES = [
  'message',
  'callback_query',
  'message_reaction',
  'my_chat_member',
] as const satisfies readonly Exclude<keyof Update, 'update_id'>[];

export interface BotDependencies {
  inbox: Inbox;
  client?: ApiClientOptions;
  /** Called after the assistant was added to a group. */
  onAdded?: (chatId: number) => void;
}

export type AssistantBot = Bot<BotContext>;

/**
 * The bot with all its features; makes no call and starts nothing. Each feature only translates an update into a command
 * for the inbox. An error of the inbox leaves `handleUpdate`, so that the update is not confirmed.
 */
export function createBot(token: string, { inbox, client, onAdded = () => undefined }: BotDependencies): AssistantBot {
  const bot = new Bot<BotContext>(token, { client, ContextConstructor: BotContext });
  bot.api.config.use(patience());
  bot.use(async (ctx, next) => {
    ctx.useInbox(inbox);
    await next();
    updatesHandled.inc({ outcome: ctx.outcome });
  });
  bot.use(membership(onAdded));
  bot
    .filter((ctx) => ctx.message === undefined || !isNotFromAPerson(ctx.message))
    .use(async (ctx, next) => {
      ctx.command = ctx.message && commandIn(ctx.message, ctx.me);
      await next();
    })
    .use(train(), ask(), feedback(), decisions(), training(), info(), mentions());
  bot.use(unhandled());
  return bot;
}
