import { z } from 'zod';

/** Where people talk to the assistant. */
export const channelSchema = z.enum(['TELEGRAM', 'WEB']);
export type Channel = z.infer<typeof channelSchema>;

/** Longest text the inbox accepts; larger bodies are refused before they are stored. Unit: UTF-16 code units. */
export const MAX_INCOMING_TEXT = 70_000;

export const chatTypeSchema = z.enum(['private', 'group', 'supergroup', 'channel', 'web']);

/** The chat that a message came from, under its channel's own id. */
export const chatRefSchema = z.object({
  id: z.string().min(1).max(64),
  type: chatTypeSchema,
  title: z.string().max(256).optional(),
  /** Forum topic (Telegram `message_thread_id`); answers go back to the same topic. */
  topicId: z.number().int().optional(),
});
export type ChatRef = z.infer<typeof chatRefSchema>;

/** Who wrote a message. `anonymous` is set when Telegram hides the person behind a chat (`sender_chat`). */
export const senderSchema = z.object({
  id: z.string().min(1).max(64),
  username: z.string().max(64).optional(),
  displayName: z.string().max(256),
  anonymous: z.boolean().default(false),
});
export type Sender = z.infer<typeof senderSchema>;

export const messageRefSchema = z.object({
  /** The channel's own message id; `0` for an update that is no message (the assistant was added to a chat). */
  id: z.string().min(1).max(64),
  /** What the person wrote, as they wrote it (shown again in the web transcript). */
  text: z.string().max(MAX_INCOMING_TEXT).optional(),
  /** Address that opens the message, where the channel has one. */
  link: z.url().optional(),
});

/** The message that the command replies to. */
export const replyRefSchema = z.object({
  messageId: z.string().min(1).max(64),
  text: z.string().max(MAX_INCOMING_TEXT).optional(),
  sender: senderSchema.optional(),
  link: z.url().optional(),
  /** True when the replied-to message was sent by this assistant. */
  fromAssistant: z.boolean().default(false),
});

export const feedbackValueSchema = z.enum(['UP', 'DOWN']);
export type FeedbackValue = z.infer<typeof feedbackValueSchema>;

/**
 * What a person wants. Edges translate their channel into one of these and decide nothing;
 * the data service checks who may do it.
 */
export const commandSchema = z.discriminatedUnion('kind', [
  /** Teach a text; without `text` the replied-to message is taught. */
  z.object({ kind: z.literal('TRAIN'), text: z.string().max(MAX_INCOMING_TEXT).optional() }),
  /** Accept a submitted text: named by id (button, web) or by the card replied to. */
  z.object({ kind: z.literal('APPROVE'), trainDataId: z.number().int().positive().optional() }),
  z.object({
    kind: z.literal('REJECT'),
    trainDataId: z.number().int().positive().optional(),
    reason: z.string().max(500).optional(),
  }),
  /** Take a text back: named by id, or by its card, receipt or message that is replied to. */
  z.object({ kind: z.literal('WITHDRAW'), trainDataId: z.number().int().positive().optional() }),
  /** Show a submitted text in full (the card carries its beginning). */
  z.object({ kind: z.literal('SHOW'), trainDataId: z.number().int().positive() }),
  z.object({ kind: z.literal('START_TRAIN'), name: z.string().max(100).optional() }),
  /** End the running training. */
  z.object({ kind: z.literal('CANCEL_TRAIN') }),
  /** Go to another kept version; without a number the person is asked which. */
  z.object({ kind: z.literal('USE'), modelId: z.number().int().positive().optional() }),
  /** Compare two versions; with one number the live one and that, without any the person is asked which. */
  z.object({
    kind: z.literal('DIFF'),
    modelId: z.number().int().positive().optional(),
    otherId: z.number().int().positive().optional(),
  }),
  /** Delete the files of a kept version for good. */
  z.object({ kind: z.literal('DELETE_VERSION'), modelId: z.number().int().positive() }),
  /** Delete the kept versions that hold a withdrawn text, as far as nothing needs them. */
  z.object({ kind: z.literal('DELETE_HOLDERS'), trainDataId: z.number().int().positive() }),
  /** Delete the kept versions that hold texts of somebody who was forgotten, as far as nothing needs them. */
  z.object({ kind: z.literal('DELETE_FORGOTTEN'), forgettingId: z.number().int().positive() }),
  /** Erase what the person left; they are asked first, and only their own press of the button counts. */
  z.object({ kind: z.literal('FORGET_ME') }),
  z.object({ kind: z.literal('CONFIRM_FORGET'), userId: z.uuid() }),
  /** Buttons under a candidate that waits: put it live, or keep the version that is. */
  z.object({ kind: z.literal('PUT_LIVE'), modelId: z.number().int().positive() }),
  z.object({ kind: z.literal('KEEP_LIVE'), modelId: z.number().int().positive() }),
  /** Ask; without `text` the replied-to message is the question. */
  z.object({ kind: z.literal('ASK'), text: z.string().max(MAX_INCOMING_TEXT).optional() }),
  /**
   * What somebody thinks of an answer. A button names the question; a reaction names the message, which may be anybody's.
   * `removed`: takes this value back, where it still stands.
   */
  z.object({
    kind: z.literal('FEEDBACK'),
    value: feedbackValueSchema,
    questionId: z.uuid().optional(),
    removed: z.boolean().optional(),
  }),
  /** What would have been right, as a reply to the answer. */
  z.object({ kind: z.literal('CORRECT'), text: z.string().max(MAX_INCOMING_TEXT).optional() }),
  z.object({ kind: z.literal('GOLDEN') }),
  /** Show what was asked most and never taught; a reply to such a card is its answer. */
  z.object({ kind: z.literal('GAPS') }),
  z.object({ kind: z.literal('OUT_OF_SCOPE'), gapId: z.number().int().positive() }),
  z.object({ kind: z.literal('STATUS') }),
  z.object({ kind: z.literal('MODELS') }),
  z.object({ kind: z.literal('HELP') }),
  /** A slash command that nobody defined. */
  z.object({ kind: z.literal('UNKNOWN'), name: z.string().max(64) }),
  /** Telegram turned the group into a supergroup: the same chat under a new id. */
  z.object({ kind: z.literal('CHAT_MIGRATED'), toChatId: z.string().min(1).max(64) }),
  /** The assistant was added to a chat; says whether it can see the members' messages there. */
  z.object({ kind: z.literal('BOT_ADDED'), seesMessages: z.boolean() }),
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandKind = Command['kind'];
export type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>;

export const COMMAND_KINDS = commandSchema.options.map((option): CommandKind => option.shape.kind.value);

/** Body of `POST /internal/commands`: one update of a channel, ready for the inbox. */
export const incomingCommandSchema = z.object({
  /** Idempotency key: `telegram:<bot id>:<update id>` or `web:<uuid>`. The same id is stored once. */
  id: z.string().regex(/^(telegram:\d+:\d+|web:[0-9a-f-]{36})$/),
  channel: channelSchema,
  chat: chatRefSchema,
  sender: senderSchema,
  message: messageRefSchema,
  replyTo: replyRefSchema.optional(),
  command: commandSchema,
});
export type IncomingCommand = z.infer<typeof incomingCommandSchema>;

/** 202 of `POST /internal/commands`. `duplicate` is true when the id was stored before. */
export const commandAcceptedSchema = z.object({ commandId: z.uuid(), duplicate: z.boolean() });
export type CommandAccepted = z.infer<typeof commandAcceptedSchema>;

export const commandStatusSchema = z.enum(['RECEIVED', 'PROCESSED', 'FAILED']);
export type CommandStatus = z.infer<typeof commandStatusSchema>;

/** 200 of `POST /internal/commands/:id/process` and of `/fail`. */
export const commandResultSchema = z.object({ commandId: z.uuid(), status: commandStatusSchema });
export type CommandResult = z.infer<typeof commandResultSchema>;

/** Body of `POST /internal/commands/:id/fail`: the queue gave the command up. */
export const commandFailureSchema = z.object({ reason: z.string().max(1000) });
