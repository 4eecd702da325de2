import { decodeButton } from '@personal-assistant/contracts';
import { Composer } from 'grammy';
import type { BotContext } from '../context.js';
import { chatRef, placeOf, topicOf, userSender } from '../references.js';
import { commands } from './commands.js';

/** `/approve`, `/reject`, `/withdraw` and `/gaps` as a reply to the card or with a number, `/forget_me`, and the buttons under messages. */
export function decisions(): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.use(commands('APPROVE', 'REJECT', 'WITHDRAW', 'FORGET_ME', 'GAPS'));
  composer.on('callback_query', async (ctx) => {
    const { message, from, data } = ctx.callbackQuery;
    const action = decodeButton(data ?? '');
    if (!action || !message) {
      endSpinner(ctx, 'This button no longer works.');
      return;
    }
    await ctx.submit(action, {
      chat: chatRef(message.chat, topicOf(message)),
      sender: userSender(from),
      message: placeOf(message),
    });
    endSpinner(ctx);
  });
  return composer;
}

/** Only a courtesy, and only possible for a short while: never waited for, and no reason to take the press again. */
function endSpinner(ctx: BotContext, text?: string): void {
  ctx.answerCallbackQuery(text).catch(() => undefined);
}
