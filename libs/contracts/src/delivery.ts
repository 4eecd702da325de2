import { z } from 'zod';
import { richTextSchema } from './rich-text.js';

/**
 * What a button under a message does: a command that is run when it is pressed. Serialised into Telegram's 64 bytes of
 * callback data by {@link encodeButton}.
 */
export const buttonActionSchema = z.object({
  kind: z.enum(['APPROVE', 'REJECT', 'SHOW']),
  trainDataId: z.number().int().positive(),
});
export type ButtonAction = z.infer<typeof buttonActionSchema>;
export const buttonSchema = z.object({ label: z.string().min(1).max(64), action: buttonActionSchema });
export type Button = z.infer<typeof buttonSchema>;

const CODE_OF = { APPROVE: 'a', REJECT: 'r', SHOW: 's' } as const;

/** Callback data of a button, e.g. `a:17`. */
export function encodeButton(action: ButtonAction): string {
  return `${CODE_OF[action.kind]}:${String(action.trainDataId)}`;
}

/** Inverse of {@link encodeButton}; `undefined` for data that this version never wrote. */
export function decodeButton(data: string): ButtonAction | undefined {
  const match = /^([ars]):(\d{1,15})$/.exec(data);
  if (!match) return undefined;
  const kind = (Object.keys(CODE_OF) as (keyof typeof CODE_OF)[]).find((k) => CODE_OF[k] === match[1]);
  return kind && { kind, trainDataId: Number(match[2]) };
}

/**
 * Body of `POST /internal/deliveries` of the Telegram bot service: exactly one call of the Bot API. The bot service waits
 * 20 s for Telegram, so the caller waits longer; a call that got no answer at all counts as `AMBIGUOUS`.
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
