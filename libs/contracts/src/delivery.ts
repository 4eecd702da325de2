import { z } from 'zod';
import { feedbackValueSchema } from './command.js';
import { MAX_PICTURE_BASE64 } from './internal.js';
import { richTextSchema } from './rich-text.js';

const trainDataId = z.number().int().positive();
const modelId = z.number().int().positive();

/**
 * What a button under a message does: a command that is run when it is pressed, named by its kind, at most one choice and
 * at most one id.
 * Serialised into Telegram's 64 bytes of callback data by {@link encodeButton}.
 */
export const buttonActionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('APPROVE'), trainDataId }),
  z.object({ kind: z.literal('REJECT'), trainDataId }),
  z.object({ kind: z.literal('SHOW'), trainDataId }),
  z.object({ kind: z.literal('START_TRAIN') }),
  z.object({ kind: z.literal('FEEDBACK'), value: feedbackValueSchema, questionId: z.uuid() }),
  z.object({ kind: z.literal('OUT_OF_SCOPE'), gapId: z.number().int().positive() }),
  z.object({ kind: z.literal('PUT_LIVE'), modelId }),
  z.object({ kind: z.literal('KEEP_LIVE'), modelId }),
  z.object({ kind: z.literal('DELETE_VERSION'), modelId }),
  z.object({ kind: z.literal('DELETE_HOLDERS'), trainDataId }),
  z.object({ kind: z.literal('DELETE_FORGOTTEN'), forgettingId: z.number().int().positive() }),
  z.object({ kind: z.literal('CONFIRM_FORGET'), userId: z.uuid() }),
]);
export type ButtonAction = z.infer<typeof buttonActionSchema>;
export const buttonSchema = z.object({ label: z.string().min(1).max(64), action: buttonActionSchema });
export type Button = z.infer<typeof buttonSchema>;

/** For each kind its code, and the fields that hold its choice and its id. Codes stay: buttons live as long as their messages. */
const BUTTONS: Record<ButtonAction['kind'], { code: string; choice?: string; field?: string; number?: true }> = {
  APPROVE: { code: 'a', field: 'trainDataId', number: true },
  REJECT: { code: 'r', field: 'trainDataId', number: true },
  SHOW: { code: 's', field: 'trainDataId', number: true },
  START_TRAIN: { code: 't' },
  FEEDBACK: { code: 'f', choice: 'value', field: 'questionId' },
  OUT_OF_SCOPE: { code: 'o', field: 'gapId', number: true },
  PUT_LIVE: { code: 'l', field: 'modelId', number: true },
  KEEP_LIVE: { code: 'k', field: 'modelId', number: true },
  DELETE_VERSION: { code: 'd', field: 'modelId', number: true },
  DELETE_HOLDERS: { code: 'h', field: 'trainDataId', number: true },
  DELETE_FORGOTTEN: { code: 'g', field: 'forgettingId', number: true },
  CONFIRM_FORGET: { code: 'x', field: 'userId' },
};

/** Callback data of a button, e.g. `a:17` or `f:UP:<uuid>`. */
export function encodeButton(action: ButtonAction): string {
  const { code, choice, field } = BUTTONS[action.kind];
  const values: Record<string, unknown> = action;
  const fields = [choice, field].filter((name) => name !== undefined);
  return [code, ...fields.map((name) => String(values[name]))].join(':');
}

/** Inverse of {@link encodeButton}; `undefined` for data that this version never wrote. */
export function decodeButton(data: string): ButtonAction | undefined {
  const match = /^([a-z]+)(?::([A-Z]+)(?=:))?(?::([0-9A-Za-z-]{1,60}))?$/u.exec(data);
  const kind = (Object.keys(BUTTONS) as ButtonAction['kind'][]).find((one) => BUTTONS[one].code === match?.[1]);
  if (!match || kind === undefined) return undefined;
  const { choice, field, number } = BUTTONS[kind];
  const [, , chosen, id] = match;
  if ((choice === undefined) !== (chosen === undefined)) return undefined;
  if ((field === undefined) !== (id === undefined)) return undefined;
  const value = number ? (/^\d{1,15}$/u.test(id ?? '') ? Number(id) : undefined) : id;
  const parsed = buttonActionSchema.safeParse({
    kind,
    ...(choice === undefined ? {} : { [choice]: chosen }),
    ...(field === undefined ? {} : { [field]: value }),
  });
  return parsed.success ? parsed.data : undefined;
}

/**
 * Body of `POST /internal/deliveries` of the Telegram bot service: exactly one call of the Bot API, and a second one only where
 * a `photo` was surely not taken: its caption is sent as a text then. The bot service waits 20 s for each, so the caller waits
 * longer; a call that got no answer at all counts as `AMBIGUOUS`.
 */
export const deliverySchema = z.object({
  /** Outbox row, for the log. */
  id: z.string(),
  chatId: z.string(),
  topicId: z.number().int().optional(),
  action: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('send'),
      text: richTextSchema,
      replyToMessageId: z.string().optional(),
      buttons: z.array(z.array(buttonSchema)).optional(),
      /** Without a sound. */
      silent: z.boolean().optional(),
    }),
    z.object({
      kind: z.literal('photo'),
      png: z.base64().max(MAX_PICTURE_BASE64),
      /** Telegram takes 1,024 UTF-16 code units. */
      text: richTextSchema,
      replyToMessageId: z.string().optional(),
      buttons: z.array(z.array(buttonSchema)).optional(),
      /** Without a sound. */
      silent: z.boolean().optional(),
    }),
    z.object({
      kind: z.literal('edit'),
      messageId: z.string(),
      text: richTextSchema,
      buttons: z.array(z.array(buttonSchema)).optional(),
    }),
  ]),
});
export type Delivery = z.infer<typeof deliverySchema>;

/**
 * What became of a delivery. The outbox decides what to do about it:
 * - `DELIVERED`: Telegram said yes. An edit that changes nothing counts as delivered.
 * - `RETRY`: Telegram surely did not take it (429, 5xx, connection refused, no token yet); try again after `retryAfterMs`.
 * - `AMBIGUOUS`: the answer was lost; it may have been sent. The outbox sends it again and marks it.
 * - `REJECTED`: Telegram will never take it (403 blocked, 400 chat not found, bad request).
 * - `MIGRATED`: the group is a supergroup now; send to `toChatId` from here on.
 */
export const deliveryResultSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('DELIVERED'), messageId: z.string() }),
  z.object({ outcome: z.literal('RETRY'), retryAfterMs: z.number().int().nonnegative(), reason: z.string() }),
  z.object({ outcome: z.literal('AMBIGUOUS'), reason: z.string() }),
  z.object({ outcome: z.literal('REJECTED'), reason: z.string() }),
  z.object({ outcome: z.literal('MIGRATED'), toChatId: z.string(), reason: z.string() }),
]);
export type DeliveryResult = z.infer<typeof deliveryResultSchema>;
