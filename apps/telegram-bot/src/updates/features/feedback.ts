import type { FeedbackValue } from '@personal-assistant/contracts';
import { Composer } from 'grammy';
import type { MessageReactionUpdated } from 'grammy/types';
import type { BotContext } from '../context.js';
import { chatRef, linkTo, userSender } from '../references.js';
import { commands } from './commands.js';

const FACES: Record<FeedbackValue, string> = { UP: '👍', DOWN: '👎' };

/** `/correct <answer>` as a reply to an answer, and 👍 and 👎 as reactions: Telegram sends those where the bot is an administrator. */
export function feedback(): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.use(commands('CORRECT'));
  composer.on('message_reaction', async (ctx, next) => {
    const { messageReaction } = ctx;
    const { chat, user, message_id: messageId } = messageReaction;
    const word = wordOf(messageReaction);
    // Whoever reacts in the name of a chat is nobody whose mind could change.
    if (!word || !user || user.is_bot) {
      await next();
      return;
    }
    await ctx.submit(
      { kind: 'FEEDBACK', ...word },
      {
        chat: chatRef(chat),
        sender: userSender(user),
        message: { id: String(messageId), link: linkTo(chat, messageId) },
      },
    );
  });
  return composer;
}

/** What is new; `removed` when the last 👍 or 👎 was taken away. People with Telegram Premium can leave both: then it is none. */
function wordOf(reaction: MessageReactionUpdated): { value: FeedbackValue; removed?: boolean } | undefined {
  const before = valuesOf(reaction.old_reaction);
  const after = valuesOf(reaction.new_reaction);
  const [value, ...others] = after.filter((one) => !before.includes(one));
  if (value !== undefined) return others.length === 0 ? { value } : undefined;
  const [removed, ...more] = before.filter((one) => !after.includes(one));
  if (removed === undefined || more.length > 0) return undefined;
  // Of two that were left one stays.
  const [left] = after;
  return left === undefined ? { value: removed, removed: true } : { value: left };
}

function valuesOf(reactions: MessageReactionUpdated['new_reaction']): FeedbackValue[] {
  const emoji = reactions.map((reaction) => (reaction.type === 'emoji' ? reaction.emoji : undefined));
  return (Object.keys(FACES) as FeedbackValue[]).filter((value) => emoji.some((one) => one === FACES[value]));
}
