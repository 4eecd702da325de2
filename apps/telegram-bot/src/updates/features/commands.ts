import type { CommandKind } from '@personal-assistant/contracts';
import { Composer } from 'grammy';
import type { BotContext } from '../context.js';
import { submitMessage } from '../message-command.js';

/** A Composer that hands messages with one of these commands to the inbox. */
export function commands(...kinds: CommandKind[]): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message', async (ctx, next) => {
    if (!ctx.command || !kinds.includes(ctx.command.kind)) {
      await next();
      return;
    }
    await submitMessage(ctx, ctx.message, ctx.command);
  });
  return composer;
}
