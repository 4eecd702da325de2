import { z } from 'zod';
import { answerFormSchema } from './answer-form.js';
import { channelSchema, commandAcceptedSchema, commandStatusSchema } from './command.js';
import { buttonSchema } from './delivery.js';
import { doubtExampleSchema, goldenItemSchema, goldenSummarySchema } from './golden-report.js';
import { modelMetricsSchema, trainingStageSchema } from './internal.js';
import { richTextSchema } from './rich-text.js';

/** The public REST API under `/api`: bodies, lists and events. Shared with the web client. */

export const roleSchema = z.enum(['MEMBER', 'APPROVER']);
export type Role = z.infer<typeof roleSchema>;

/** A page of a list; `next` goes into `?after=` for the following page, `null` on the last. Newest first. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
const paging = { limit: z.coerce.number().int().min(1).max(200).default(50), after: z.string().max(64).optional() };

export const personSchema = z.object({
  id: z.uuid(),
  displayName: z.string(),
  username: z.string().nullable(),
  channel: channelSchema,
});
export type Person = z.infer<typeof personSchema>;

// ---- train data ----------------------------------------------------------------------------------------------------

export const trainDataStatusSchema = z.enum(['SUBMITTED', 'PENDING', 'PROCESSING', 'DONE', 'REJECTED', 'WITHDRAWN']);
export type TrainDataStatus = z.infer<typeof trainDataStatusSchema>;

export const trainDataSchema = z.object({
  id: z.number().int(),
  /** Of a pair: the question, a line break, the answer. */
  text: z.string(),
  /** Of a text that was taught as question and answer. */
  question: z.string().nullable(),
  answer: z.string().nullable(),
  /** The question whose answer it corrects. */
  correctsQuestionId: z.uuid().nullable(),
  status: trainDataStatusSchema,
  taughtBy: personSchema,
  taughtAt: z.iso.datetime(),
  chatTitle: z.string().nullable(),
  link: z.string().nullable(),
  decidedBy: personSchema.nullable(),
  decidedAt: z.iso.datetime().nullable(),
  rejectReason: z.string().nullable(),
  withdrawnBy: personSchema.nullable(),
  withdrawnAt: z.iso.datetime().nullable(),
  tokens: z.number().int(),
  language: z.string(),
  /** Texts that nearly say the same. */
  similar: z.array(z.object({ id: z.number().int(), similarity: z.number() })),
  /** The first version that knows it. */
  modelId: z.number().int().nullable(),
});
export type TrainData = z.infer<typeof trainDataSchema>;
export const trainDataListSchema = listOf(trainDataSchema);
export const trainDataQuerySchema = z.object({ status: trainDataStatusSchema.optional(), ...paging });

export const pairSchema = z.object({ question: z.string(), answer: z.string() });
/** A text, or a pair of question and answer; `Q: … A: …` in a text is a pair too. */
export const createTrainDataSchema = z.union([z.object({ text: z.string() }), pairSchema]);
export const rejectTrainDataSchema = z.object({ reason: z.string().max(500).optional() });
export const MAX_BULK_TEXTS = 10_000;
export const bulkTrainDataSchema = z.object({
  texts: z
    .array(z.union([z.string(), pairSchema]))
    .min(1)
    .max(MAX_BULK_TEXTS),
});
/** One entry per text that was not stored; `index` is its place in the request. */
export const bulkResultSchema = z.object({
  created: z.number().int(),
  ids: z.array(z.number().int()),
  refused: z.array(z.object({ index: z.number().int(), code: z.string(), message: z.string() })),
});
export type BulkResult = z.infer<typeof bulkResultSchema>;

// ---- models --------------------------------------------------------------------------------------------------------

export const modelStatusSchema = z.enum(['PROCESSING', 'DONE', 'FAILED', 'CANCELLED']);
export type ModelStatus = z.infer<typeof modelStatusSchema>;
export const modelSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  status: modelStatusSchema,
  live: z.boolean(),
  /** It is to be live, and is not yet: the service that answers has to load it first. */
  loading: z.boolean(),
  parentId: z.number().int().nullable(),
  /** `null`: it started by itself (AUTO_TRAIN). */
  startedBy: personSchema.nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  liveAt: z.iso.datetime().nullable(),
  /** Texts new in this version. */
  newTexts: z.number().int(),
  progress: z.object({ stage: trainingStageSchema.nullable(), fraction: z.number(), detail: z.string().nullable() }),
  metrics: modelMetricsSchema.nullable(),
  /** What the golden questions said about it, and about the version that was live then. */
  golden: goldenSummarySchema.nullable(),
  /** Whether it may go live: by itself, or as an approver says. */
  gate: z
    .object({
      state: z.enum(['PASSED', 'ASKED', 'ACCEPTED', 'DECLINED']),
      reason: z.string().nullable(),
      decidedBy: personSchema.nullable(),
    })
    .nullable(),
  /** Since when it cannot be used any more because its files are to go, and since when they are gone. */
  retiredAt: z.iso.datetime().nullable(),
  removedAt: z.iso.datetime().nullable(),
  error: z.string().nullable(),
});
/** `GET /api/models/:id`: with the golden questions on which it differs from the version before, those first. */
export const modelDetailSchema = modelSchema.extend({
  goldenItems: z.array(goldenItemSchema),
  /** Why `gate.reason` doubts the new pairs, as long as nothing of it was taken back. */
  doubtExample: doubtExampleSchema.nullable(),
  /** Where the picture of its loss is, if its reader was fine-tuned. */
  lossCurve: z.string().nullable(),
});
export type ModelDetail = z.infer<typeof modelDetailSchema>;
export type Model = z.infer<typeof modelSchema>;
export const modelListSchema = listOf(modelSchema);
export const modelQuerySchema = z.object({ status: modelStatusSchema.optional(), ...paging });
export const createModelSchema = z.object({
  /** One line: it stands in lists and messages. */
  name: z
    .string()
    .overwrite((name) => name.replace(/\s+/gu, ' ').trim())
    .max(100)
    .optional(),
});

// ---- questions -----------------------------------------------------------------------------------------------------

export const questionStatusSchema = z.enum(['PENDING', 'ANSWERED', 'FAILED']);
export type QuestionStatus = z.infer<typeof questionStatusSchema>;
export const answerSchema = z.object({
  text: z.string(),
  form: answerFormSchema,
  abstained: z.boolean(),
  confidence: z.number(),
  sources: z.array(
    z.object({
      trainDataId: z.number().int(),
      quote: z.string(),
      /** What this source alone says; `null` when only all of them together give the answer. */
      answer: z.string().nullable(),
      taughtAt: z.iso.datetime(),
      taughtBy: personSchema,
      approvedBy: personSchema.nullable(),
      link: z.string().nullable(),
    }),
  ),
  modelId: z.number().int().nullable(),
  ms: z.number(),
});
export const questionSchema = z.object({
  id: z.uuid(),
  status: questionStatusSchema,
  text: z.string(),
  /** The question that this one follows up. */
  previousQuestionId: z.uuid().nullable(),
  /** The question as it was answered, when it is a follow-up that had to be written out. */
  understoodAs: z.string().nullable(),
  askedBy: personSchema,
  createdAt: z.iso.datetime(),
  answer: answerSchema.nullable(),
  /** How many find the answer right or wrong, and the caller's own word; `mine` is missing in events, which everybody gets. */
  feedback: z.object({
    up: z.number().int(),
    down: z.number().int(),
    mine: z.enum(['up', 'down']).nullable().optional(),
  }),
  error: z.string().nullable(),
});
export type Question = z.infer<typeof questionSchema>;
export const questionListSchema = listOf(questionSchema);
export const questionQuerySchema = z.object({ status: questionStatusSchema.optional(), ...paging });
export const createQuestionSchema = z.object({
  text: z.string(),
  /** The question that this one follows up: «and on Sundays?» is then understood. One that the caller may see. */
  previousQuestionId: z.uuid().optional(),
});
/** `POST /api/questions/:id/feedback`: the last word of a person counts. */
export const giveFeedbackSchema = z.object({ value: z.enum(['up', 'down']) });
/** `POST /api/questions/:id/correction`: what would have been right. Goes to the approvers as a pair. */
export const correctAnswerSchema = z.object({ text: z.string() });
/** `?wait=<seconds>` holds the answer of `POST /api/questions` until it is there, at most 60 s. */
export const waitQuerySchema = z.object({ wait: z.coerce.number().min(0).max(60).optional() });

// ---- session, chat on the page, status -----------------------------------------------------------------------------

export const signInSchema = z.object({ token: z.string().min(1).max(200) });
export const sessionSchema = z.object({
  user: personSchema,
  role: roleSchema,
  workspace: z.object({ id: z.uuid(), name: z.string() }),
  botUsername: z.string().nullable(),
});
export type Session = z.infer<typeof sessionSchema>;
/** An approver makes a link with which somebody joins on the page. */
export const createInvitationSchema = z.object({
  displayName: z.string().trim().min(1).max(64),
  role: roleSchema.default('MEMBER'),
});
export const invitationSchema = z.object({ url: z.string(), role: roleSchema });

export const roomSchema = z.enum(['members', 'approvers']);
export type Room = z.infer<typeof roomSchema>;
/** `POST /api/chat/:room/messages`: what a person typed on the page; handled like a message in a group. */
export const sendChatMessageSchema = z.object({
  /** Made by the client; the same id is taken once, so a retry is safe. */
  id: z.uuid(),
  text: z.string().min(1),
  replyToMessageId: z.string().optional(),
});
export const chatMessageAcceptedSchema = commandAcceptedSchema;
/** `POST /api/chat/:room/buttons`: a button under a message was pressed. */
export const pressButtonSchema = z.object({ id: z.uuid(), messageId: z.string(), action: buttonSchema.shape.action });

export const chatMessageSchema = z.object({
  id: z.string(),
  room: roomSchema,
  /** `null`: the assistant wrote it. */
  author: personSchema.nullable(),
  text: richTextSchema,
  /** Shown above the text; `url` is a route of this API. */
  picture: z.object({ url: z.string(), alt: z.string() }).nullable(),
  replyToMessageId: z.string().nullable(),
  /** `pressed`: 👍 and 👎 alone have it; whether it is the caller's own word. */
  buttons: z.array(z.array(buttonSchema.extend({ pressed: z.boolean().optional() }))),
  createdAt: z.iso.datetime(),
  editedAt: z.iso.datetime().nullable(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;
export const chatMessageListSchema = listOf(chatMessageSchema);
export const chatQuerySchema = z.object(paging);

export const statusSchema = z.object({
  liveModel: modelSchema.nullable(),
  runningModel: modelSchema.nullable(),
  trainData: z.record(trainDataStatusSchema, z.number().int()),
  telegram: z.object({ state: z.enum(['off', 'connected', 'unreachable']), detail: z.string().nullable() }),
});
export type Status = z.infer<typeof statusSchema>;

// ---- dead letters (approver) ---------------------------------------------------------------------------------------

export const deadLetterSchema = z.object({
  id: z.string(),
  kind: z.enum(['COMMAND', 'DELIVERY', 'JOB', 'QUESTION']),
  reason: z.string(),
  attempts: z.number().int(),
  createdAt: z.iso.datetime(),
  status: commandStatusSchema.or(z.literal('DEAD')),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;
export const deadLetterListSchema = listOf(deadLetterSchema);

// ---- events --------------------------------------------------------------------------------------------------------

/**
 * One server-sent event of `GET /api/events`. `id` is the SSE id; a client that reconnects with `Last-Event-ID` gets what
 * it missed and may see an event twice.
 */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), message: chatMessageSchema }),
  z.object({ type: z.literal('train-data'), trainData: trainDataSchema }),
  z.object({ type: z.literal('model'), model: modelSchema }),
  z.object({ type: z.literal('question'), question: questionSchema }),
  /** Something changed in the list, which is to be read again. */
  z.object({ type: z.literal('golden') }),
  z.object({ type: z.literal('gaps') }),
]);
export type AppEvent = z.infer<typeof eventSchema>;
