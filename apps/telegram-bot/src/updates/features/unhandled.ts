import { logger } from '@personal-assistant/service-kit';
import { Composer } from 'grammy';
import type { BotContext } from '../context.js';

/** Everything that is not meant for the assistant. Kinds only: what people say to each other is not ours to log. */
export function unhandled(): Composer<BotContext> {
  const log = logger('updates');
  const composer = new Composer<BotContext>();
  composer.use((ctx) => {
    const [kind] = Object.keys(ctx.update).filter((key) => key !== 'update_id');
    log.debug({ updateId: ctx.update.update_id, kind }, 'update is not for the assistant');
  });
  return composer;
}
