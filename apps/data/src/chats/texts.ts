import type { RichText, Sender } from '@personal-assistant/contracts';
import type { Chat } from './chat.repository.js';
import { bold, rich } from './rich.js';

/** What the assistant says about itself and the chats it is in. */

export function helpText(room: Chat['room']): RichText {
  return rich(
    'I answer from what this group has taught me, and say so when I was not taught something.\n\n',
    bold('/train'),
    ' <text> — teach me something (or reply to a message with /train); Q: … A: … teaches a question with its answer\n',
    bold('/ask'),
    ' <question> — ask me (or mention me, or reply to me)\n',
    bold('/withdraw'),
    ' #number — take back what you taught (or reply to it)\n',
    bold('/forget_me'),
    ' — erase what you taught and asked (I ask first)\n',
    bold('/correct'),
    ' <answer> — as a reply to an answer of mine that is wrong (👍 and 👎 tell me, too)\n',
    bold('/status'),
    ' — what I am doing\n',
    bold('/models'),
    ' — the versions I have learned',
    ...(room === 'APPROVERS'
      ? [
          '\n\nFor approvers, as a reply to a card or with its buttons:\n',
          bold('/approve'),
          ' — let me learn it\n',
          bold('/reject'),
          ' [reason] — leave it out\n',
          bold('/gaps'),
          ' — what I was asked and never taught; reply with the answer\n',
          bold('/start_train'),
          ' [name] — learn everything that is approved\n',
          bold('/cancel_train'),
          ' — end the running training\n',
          bold('/use'),
          ' <number> — go to another version\n',
          bold('/diff'),
          ' <number> <number> — compare two versions, or one with the live one\n',
          bold('/golden'),
          ' — the questions that each version is held against',
        ]
      : []),
  );
}

export function unknownCommandText(name: string): RichText {
  return rich(`I do not know /${name}; send /help to see what I can do.`);
}

export const closedChatText: RichText = rich(
  'I do not work in this chat: ask my owner to add it to MEMBER_CHAT_IDS, or talk to me in the group.',
);

export function newChatText(chat: Chat, sender: Sender): RichText {
  const where = chat.type === 'private' ? 'a private chat' : `the group «${chat.title ?? chat.externalId}»`;
  const who = sender.username ? `${sender.displayName} (@${sender.username})` : sender.displayName;
  return rich(
    bold('New chat: '),
    `${who} now uses me in ${where} (chat id ${chat.externalId}). `,
    'Set MEMBER_CHAT_IDS to the chats that may use me if that should not be.',
  );
}

export function addedText(seesMessages: boolean): RichText {
  const hello = 'Hello! Teach me with /train <text> and ask me with /ask <question>; /help shows everything.';
  const advice =
    ' I cannot see plain messages here, only commands, mentions and replies to me: to change that, make me an admin or' +
    ' switch privacy mode off at @BotFather (/setprivacy) and add me again.';
  return rich(seesMessages ? hello : hello + advice);
}

export function failedCommandText(errorId: string): RichText {
  return rich(
    `Sorry, something went wrong on my side and I gave up on this; tell your administrator the number ${errorId}.`,
  );
}
