import { logger } from '@personal-assistant/service-kit';
import type { Api } from 'grammy';
import type { BotCommand, UserFromGetMe } from 'grammy/types';
import { failureOf } from './failure.js';

const MEMBER_COMMANDS: BotCommand[] = [
  { command: 'train', description: 'Teach a text, or reply with it to a message' },
  { command: 'ask', description: 'Ask what was taught' },
  { command: 'correct', description: 'Reply with it to an answer that is wrong: what is right' },
  { command: 'withdraw', description: 'Take back the text that you reply to, or #number' },
  { command: 'forget_me', description: 'Erase what you taught and asked; you are asked first' },
  { command: 'models', description: 'Versions and which one answers' },
  { command: 'status', description: 'What is live, running and waiting' },
  { command: 'help', description: 'How this works' },
];
const APPROVER_COMMANDS: BotCommand[] = [
  { command: 'approve', description: 'Accept the text of the card you reply to' },
  { command: 'reject', description: 'Refuse it, with a reason if you like' },
  { command: 'gaps', description: 'What was asked and never taught' },
  { command: 'start_train', description: 'Build a new version from the accepted texts' },
  { command: 'cancel_train', description: 'End the running training' },
  { command: 'use', description: 'Go to another version, by its number' },
  { command: 'diff', description: 'Compare two versions, by their numbers' },
  { command: 'golden', description: 'Questions that each version is held against' },
];

const PRIVACY_ADVICE =
  'Privacy mode is on: in groups the bot sees only /commands@it, mentions and replies to it. To let it see plain commands, ' +
  'open @BotFather, /setprivacy, Disable, then remove the bot from the group and add it again; or make it an administrator there.';

/** Tells Telegram's clients which commands there are. Best effort: without it only the menu of commands is missing. */
export async function publishCommands(api: Api, approveChatId: string | undefined): Promise<void> {
  await tolerate('setMyCommands', () => api.setMyCommands(MEMBER_COMMANDS));
  if (approveChatId === undefined) return;
  const scope = { type: 'chat', chat_id: Number(approveChatId) } as const;
  await tolerate('setMyCommands for the approvers', () =>
    api.setMyCommands([...APPROVER_COMMANDS, ...MEMBER_COMMANDS], { scope }),
  );
}

/** Warns in the log about settings at Telegram that would make the bot deaf or mute. */
export async function checkSettings(api: Api, me: UserFromGetMe, approveChatId: string | undefined): Promise<void> {
  const log = logger('telegram');
  if (!me.can_read_all_group_messages) log.warn(PRIVACY_ADVICE);
  if (approveChatId === undefined) {
    log.warn('APPROVE_CHAT_ID is not set: texts taught in Telegram can be approved on the web page only.');
    return;
  }
  const member = await tolerate('getChatMember', () => api.getChatMember(Number(approveChatId), me.id));
  if (member?.status === 'left' || member?.status === 'kicked') {
    log.warn({ approveChatId }, "The bot is not in the approvers' chat; add it there, or correct APPROVE_CHAT_ID.");
  }
}

/** Servers differ in the methods they know; none of these is worth a failed start. */
async function tolerate<T>(what: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    logger('telegram').warn({ reason: failureOf(error).description }, `${what} did not work; going on without it`);
    return undefined;
  }
}
