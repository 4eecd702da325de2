import type { ApiMethods, InlineKeyboardButton, InlineKeyboardMarkup, Message, Opts } from '@grammyjs/types';
import { BotApiError, badRequest, forbidden } from './errors.js';
import type { FakeBotApi } from './fake-bot-api.js';
import type { FakeChat } from './fake-chat.js';
import type { FakeMessage } from './fake-message.js';
import { detectEntities, parseHtml, type FormattedText } from './formatted-text.js';
import { UploadedFile } from './uploaded-file.js';

/** Methods that the fake knows; every other is answered 404 like an unknown method of the real server. */
export type KnownMethod =
  | 'getMe'
  | 'getUpdates'
  | 'setWebhook'
  | 'deleteWebhook'
  | 'getWebhookInfo'
  | 'sendMessage'
  | 'sendPhoto'
  | 'editMessageText'
  | 'editMessageReplyMarkup'
  | 'deleteMessage'
  | 'answerCallbackQuery'
  | 'getChat'
  | 'getChatMember'
  | 'setMyCommands';

type Result<M extends KnownMethod> = ReturnType<ApiMethods<never>[M]>;
export type BotMethods = {
  [M in KnownMethod]: (args: Opts<never>[M], signal: AbortSignal) => Result<M> | Promise<Result<M>>;
};

const MESSAGE_LIMIT = 4096;
const CAPTION_LIMIT = 1024;
/** Telegram's for photos. Bytes. */
const PHOTO_LIMIT = 10 * 1024 * 1024;

/** What each method does, with the checks and the words of the real server. */
export function botMethods(api: FakeBotApi): BotMethods {
  return {
    getMe: () => api.me,

    getUpdates: async ({ offset, limit, timeout, allowed_updates }, signal) => {
      if (api.webhook) {
        throw new BotApiError(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      }
      api.updates.allow(allowed_updates);
      return await api.updates.poll({ offset, limit, timeoutMs: (timeout ?? 0) * 1000 }, signal);
    },

    setWebhook: ({ url, secret_token, allowed_updates, drop_pending_updates }) => {
      if (secret_token !== undefined && !/^[A-Za-z0-9_-]{1,256}$/u.test(secret_token)) {
        throw badRequest('secret token contains unallowed characters');
      }
      if (drop_pending_updates) api.updates.drop();
      api.updates.allow(allowed_updates);
      api.setWebhook(url ? { url, secretToken: secret_token } : undefined);
      return true;
    },

    deleteWebhook: ({ drop_pending_updates }) => {
      if (drop_pending_updates) api.updates.drop();
      api.setWebhook(undefined);
      return true;
    },

    getWebhookInfo: () => ({
      url: api.webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: api.updates.pending.length,
    }),

    sendMessage: (args) => {
      const chat = writableChat(api, args.chat_id);
      const content = formatted(args.text, args.parse_mode);
      return written(api, chat, args, content).toTelegram() as Message.TextMessage;
    },

    sendPhoto: (args) => {
      const chat = writableChat(api, args.chat_id);
      const photo: unknown = args.photo;
      if (!(photo instanceof UploadedFile)) throw badRequest('there is no photo in the request');
      if (photo.size > PHOTO_LIMIT) throw new BotApiError(413, 'Request Entity Too Large');
      if (!photo.isPicture) throw badRequest('IMAGE_PROCESS_FAILED');
      const content = args.caption
        ? formatted(args.caption, args.parse_mode, CAPTION_LIMIT)
        : { text: '', entities: [] };
      return written(api, chat, args, { ...content, photo }).toTelegram() as Message.PhotoMessage;
    },

    editMessageText: (args) => {
      const message = ownMessage(api, args.chat_id, args.message_id);
      if (message.photo) throw badRequest('there is no text in the message to edit');
      const content = formatted(args.text ?? '', args.parse_mode);
      const keyboard = inlineKeyboard(args.reply_markup);
      applyEdit(message, content, keyboard);
      return message.toTelegram() as ReturnType<ApiMethods<never>['editMessageText']>;
    },

    editMessageReplyMarkup: (args) => {
      const message = ownMessage(api, args.chat_id, args.message_id);
      applyEdit(message, { text: message.text, entities: message.entities }, inlineKeyboard(args.reply_markup));
      return message.toTelegram() as ReturnType<ApiMethods<never>['editMessageReplyMarkup']>;
    },

    deleteMessage: ({ chat_id, message_id }) => {
      const message = writableChat(api, chat_id).find(message_id);
      if (!message) throw badRequest('message to delete not found');
      message.deleted = true;
      message.chat.changed();
      return true;
    },

    answerCallbackQuery: ({ callback_query_id, text, show_alert }) => {
      if (!api.answerPress(callback_query_id, { text, showAlert: show_alert ?? false })) {
        throw badRequest('query is too old and response timeout expired or query ID is invalid');
      }
      return true;
    },

    getChat: ({ chat_id }) => {
      const chat = existingChat(api, chat_id);
      return { ...chat.toTelegram(), accent_color_id: 0, max_reaction_count: 11 } as Result<'getChat'>;
    },

    getChatMember: ({ chat_id, user_id }) => {
      const chat = existingChat(api, chat_id);
      if (user_id === api.me.id) return chat.botMember();
      const user = chat.members.get(user_id);
      if (!user) throw badRequest('user not found');
      return { status: 'member', user };
    },

    setMyCommands: ({ commands, scope }) => {
      if (commands.length > 100) throw badRequest('too many commands');
      for (const { command, description } of commands) {
        if (!/^[a-z0-9_]{1,32}$/u.test(command)) throw badRequest('BOT_COMMAND_INVALID');
        if (description.length < 1 || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
      }
      if (scope && 'chat_id' in scope) existingChat(api, scope.chat_id);
      api.commands.set(scope && 'chat_id' in scope ? `${scope.type}:${scope.chat_id}` : (scope?.type ?? 'default'), [
        ...commands,
      ]);
      return true;
    },
  };
}

/** Puts a message of the bot into a chat, where the call says. */
function written(
  api: FakeBotApi,
  chat: FakeChat,
  args: Pick<Opts<never>['sendMessage'], 'message_thread_id' | 'reply_parameters' | 'reply_markup'>,
  content: Partial<FormattedText> & { photo?: UploadedFile },
): FakeMessage {
  const keyboard = inlineKeyboard(args.reply_markup);
  const topicId = args.message_thread_id;
  if (topicId !== undefined && !chat.topics.has(topicId)) throw badRequest('message thread not found');
  const replyId = args.reply_parameters?.message_id;
  const replyTo = replyId === undefined ? undefined : chat.find(replyId);
  if (replyId !== undefined && !replyTo && !args.reply_parameters?.allow_sending_without_reply) {
    throw badRequest('message to be replied not found');
  }
  api.flood.check(chat);
  return chat.add({ author: { from: api.me }, ...content, keyboard, topicId, replyTo });
}

function existingChat(api: FakeBotApi, chatId: number | string | undefined): FakeChat {
  const chat = api.chat(chatId);
  if (!chat) throw badRequest('chat not found');
  return chat;
}

/** The chat, if the bot may write there. */
function writableChat(api: FakeBotApi, chatId: number | string | undefined): FakeChat {
  const chat = existingChat(api, chatId);
  if (chat.migratedTo) {
    throw new BotApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: chat.migratedTo.id,
    });
  }
  if (chat.bot === 'member' || chat.bot === 'administrator') return chat;
  if (chat.options.type === 'private') {
    throw forbidden(
      chat.bot === 'kicked' ? 'bot was blocked by the user' : "bot can't initiate conversation with a user",
    );
  }
  throw forbidden(
    `bot ${chat.bot === 'kicked' ? 'was kicked from' : 'is not a member of'} the ${chat.options.type} chat`,
  );
}

function ownMessage(api: FakeBotApi, chatId: number | string | undefined, messageId: number | undefined): FakeMessage {
  const message = writableChat(api, chatId).find(messageId ?? 0);
  if (!message) throw badRequest('message to edit not found');
  if (!message.fromBot) throw badRequest("message can't be edited");
  return message;
}

function applyEdit(message: FakeMessage, content: FormattedText, keyboard: InlineKeyboardButton[][]): void {
  const state = (of: FormattedText, buttons: InlineKeyboardButton[][]) =>
    JSON.stringify([of.text, of.entities, buttons]);
  if (state(content, keyboard) === state(message, message.keyboard)) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  message.edit(content, keyboard);
  message.chat.messageEdited(message);
}

function formatted(raw: string, parseMode: string | undefined, limit = MESSAGE_LIMIT): FormattedText {
  if (/\p{Surrogate}/u.test(raw)) throw badRequest('strings must be encoded in UTF-8');
  if (parseMode !== undefined && parseMode !== 'HTML') throw badRequest('unsupported parse_mode');
  const content = parseMode === 'HTML' ? parseHtml(raw) : { text: raw, entities: detectEntities(raw) };
  if (content.text.trim() === '') throw badRequest('message text is empty');
  if (content.text.length > limit) throw badRequest(`message ${limit < MESSAGE_LIMIT ? 'caption ' : ''}is too long`);
  return content;
}

function inlineKeyboard(markup: unknown): InlineKeyboardButton[][] {
  if (markup === undefined || markup === null) return [];
  const keyboard = (markup as Partial<InlineKeyboardMarkup>).inline_keyboard;
  if (!Array.isArray(keyboard)) throw badRequest("can't parse reply keyboard markup JSON object");
  for (const button of keyboard.flat()) {
    if (!button.text)
      throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
    if ('callback_data' in button) {
      const bytes = Buffer.byteLength(button.callback_data);
      if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
    } else if (!('url' in button)) {
      throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
    }
  }
  return keyboard;
}
