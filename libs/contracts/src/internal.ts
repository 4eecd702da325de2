import { z } from 'zod';
import { answerFormSchema } from './answer-form.js';
import { goldenReportSchema } from './golden-report.js';

/** Header that carries the correlation id of an update through every service to its answer. */
export const CORRELATION_HEADER = 'x-correlation-id';

// ---- train service: checking a text ------------------------------------------------------------------------------

/** Body and 200 of `POST /validate` (train service). */
export const validateRequestSchema = z.object({ texts: z.array(z.string()).min(1).max(1000) });
export const textCheckSchema = z.object({
  /** Word pieces of the embedder's tokenizer, without the special ones. */
  tokens: z.number().int().nonnegative(),
  /** ISO 639-1 code of the likely language, `und` when too short to tell. */
  language: z.string(),
});
export const validateResponseSchema = z.object({ checks: z.array(textCheckSchema) });
export type TextCheck = z.infer<typeof textCheckSchema>;

// ---- building a model version (train service ↔ data service) -----------------------------------------------------

/** What the train service does, one after the other. */
export const buildStageSchema = z.enum([
  'collect',
  'passages',
  'embed',
  'index',
  'learn',
  'calibrate',
  'evaluate',
  'publish',
]);
export type BuildStage = z.infer<typeof buildStageSchema>;
/** And what follows: a built version is at the gate until it may go live, then it is loaded to be live. */
export const trainingStageSchema = z.enum([...buildStageSchema.options, 'gate', 'live']);
export type TrainingStage = z.infer<typeof trainingStageSchema>;

/** `POST /internal/models/:id/claim`: a worker starts an attempt. 409 `CONFLICT` when the model is no longer `PROCESSING`. */
export const claimModelRequestSchema = z.object({ worker: z.string().min(1).max(200) });
export const claimedModelSchema = z.object({
  modelId: z.number().int(),
  name: z.string(),
  workspaceId: z.uuid(),
  /** Fences this attempt: every later call carries it, and a newer claim makes it stale (409 `STALE_ATTEMPT`). */
  attemptToken: z.uuid(),
  /** The version that was live at the snapshot, whose vectors can be reused. */
  parent: z.object({ modelId: z.number().int(), directory: z.string() }).nullable(),
  /** The version that answers now, to compare with; `threshold` is its own. It passes over the texts that were withdrawn. */
  live: z
    .object({
      modelId: z.number().int(),
      directory: z.string(),
      threshold: z.number(),
      withdrawn: z.array(z.number().int()).optional(),
    })
    .nullish(),
  /** Number of texts in the snapshot. */
  texts: z.number().int(),
  /** Share of unanswerable questions that may be answered (0.05 = five in a hundred). */
  falseAnswerTarget: z.number(),
});
export type ClaimedModel = z.infer<typeof claimedModelSchema>;

/** `GET /internal/models/:id/texts?attemptToken=&after=&limit=`: the snapshot, ordered by id. */
export const modelTextsQuerySchema = z.object({
  attemptToken: z.uuid(),
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(2000).default(1000),
});
export const modelTextsSchema = z.object({
  items: z.array(
    z.object({
      id: z.number().int(),
      text: z.string(),
      /** Taught as question and answer: the first line asks, the others answer. */
      pair: z.boolean().optional(),
    }),
  ),
  next: z.number().int().nullable(),
});

/**
 * `GET /internal/models/:id/golden`, asked as for `texts`: the questions that the version is held against, by id. Those whose text
 * the live version does not know are not among them.
 */
export const goldenQuestionsSchema = z.object({
  items: z.array(
    z.object({
      id: z.number().int(),
      question: z.string(),
      /** `null`: nothing taught answers it, and that is what is to be said. */
      answer: z.string().nullable(),
    }),
  ),
  next: z.number().int().nullable(),
});

/** `GET /internal/models/:id/attempt`: 409 `STALE_ATTEMPT` when the attempt is to end: cancelled, lost, or a newer one runs. */
export const attemptQuerySchema = z.object({ attemptToken: z.uuid() });
/**
 * `GET /internal/models/:id/pairs?attemptToken=`: questions with their answers that the reader may learn from; those that
 * the gate keeps are not among them.
 */
export const modelPairsSchema = z.object({
  items: z.array(
    z.object({
      trainDataId: z.number().int(),
      question: z.string(),
      answer: z.string(),
      /** New since the live version, and no correction of it: has to fit what the other texts say. */
      unproven: z.boolean().optional(),
    }),
  ),
});

/** `POST /internal/models/:id/progress`: also the heartbeat, sent at least every 10 s. */
export const modelProgressSchema = z.object({
  attemptToken: z.uuid(),
  stage: buildStageSchema,
  /** Share of the whole training that is done, 0 to 1. */
  fraction: z.number().min(0).max(1),
  detail: z.string().max(200).optional(),
});

/**
 * What fine-tuning the reader on the workspace's pairs came to. Without `epochs`, or with 0, the base reader stayed; `note` says
 * why.
 */
export const learnedSchema = z.object({
  /** Pairs that could be learned from. */
  pairs: z.number().int(),
  /** How often each was seen in the weights that were taken. */
  epochs: z.number().int().optional(),
  /** Mean losses on pairs that were held out, with the base reader and with the fine-tuned one. */
  lossBefore: z.number().optional(),
  lossAfter: z.number().optional(),
  note: z.string().max(300).optional(),
});
export type Learned = z.infer<typeof learnedSchema>;

/**
 * What teaching the language model (BASE_MODEL) an adapter came to. Without `steps`, or with 0, there is none; `note` says why.
 */
export const adaptedSchema = z.object({
  /** Questions with passages that it learned from. */
  examples: z.number().int(),
  steps: z.number().int().optional(),
  /** Mean losses per word piece of the answers, on questions that were held out where there were enough. */
  lossBefore: z.number().optional(),
  lossAfter: z.number().optional(),
  note: z.string().max(300).optional(),
});
export type Adapted = z.infer<typeof adaptedSchema>;

export const modelMetricsSchema = z.object({
  texts: z.number().int(),
  passages: z.number().int(),
  seconds: z.number(),
  /** Confidence below which the version says «not taught». */
  threshold: z.number(),
  /** Measured on general questions, and on questions made from a text and asked without it. */
  falseAnswerRate: z.number(),
  /** Share of held-out probe questions made from the taught texts that retrieve their own text first. */
  recallAt1: z.number().optional(),
  recallAt5: z.number().optional(),
  /** Share of those probes that the version answers from the right text at this threshold. */
  answeredRate: z.number().optional(),
  learned: learnedSchema.optional(),
  adapted: adaptedSchema.optional(),
});
export type ModelMetrics = z.infer<typeof modelMetricsSchema>;

/** Longest picture of a training, in base64: some ten times what one takes. */
export const MAX_PICTURE_BASE64 = 400_000;

/** `POST /internal/models/:id/complete`: the directory is published whole; publishes only for the current attempt. */
export const completeModelSchema = z.object({
  attemptToken: z.uuid(),
  /** Relative to `MODELS_DIR`: `<workspace>/<model>`. */
  directory: z.string(),
  /** SHA-256 of `manifest.json`, hex. */
  manifestSha256: z.string().regex(/^[0-9a-f]{64}$/),
  metrics: modelMetricsSchema,
  golden: goldenReportSchema.optional(),
  /** How the loss went while the reader was fine-tuned, as a PNG. */
  lossCurve: z.base64().max(MAX_PICTURE_BASE64).optional(),
});

/** `POST /internal/models/:id/fail`: `retryable` gives the attempt back, otherwise the model is `FAILED`. */
export const failModelSchema = z.object({
  attemptToken: z.uuid(),
  reason: z.string().max(500),
  retryable: z.boolean(),
});

// ---- versions in the prediction service --------------------------------------------------------------------------

/** `POST /internal/versions/load` (prediction service): answers 200 once the version serves. */
export const loadVersionSchema = z.object({
  workspaceId: z.uuid(),
  modelId: z.number().int(),
  directory: z.string(),
  manifestSha256: z.string(),
});
export type LoadVersion = z.infer<typeof loadVersionSchema>;
export const versionLoadedSchema = z.object({ modelId: z.number().int(), passages: z.number().int(), ms: z.number() });
export type VersionLoaded = z.infer<typeof versionLoadedSchema>;

/** `POST /internal/versions/remove` (train service): answers 200 once the files of the version are gone, also when they were. */
export const removeVersionSchema = z.object({ workspaceId: z.uuid(), modelId: z.number().int().positive() });
export type RemoveVersion = z.infer<typeof removeVersionSchema>;

/** `GET /internal/versions` (prediction service): the versions that are open, the latest of each workspace first. */
export const loadedVersionsSchema = z.object({
  items: z.array(
    z.object({
      workspaceId: z.uuid(),
      modelId: z.number().int(),
      /** The last one loaded in its workspace. */
      latest: z.boolean(),
      passages: z.number().int(),
      /** Questions that it is answering right now. */
      inFlight: z.number().int(),
    }),
  ),
});
export type LoadedVersions = z.infer<typeof loadedVersionsSchema>;

/** An ONNX model in a folder of its own, see models/base/README.md. */
export const modelIdentitySchema = z.object({
  name: z.string(),
  /** SHA-256 over the checksums of `model.onnx` and `tokenizer.json`, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * `POST /internal/versions/score` (prediction service): answers probe questions with a directory that is not published
 * yet, by the very code that serves. Used to calibrate and evaluate. Nothing is kept.
 */
/** The language model that goes with a version, as its manifest names it. */
export const languageModelSchema = z.object({
  /** Name that the server is asked under; equal names are equal weights. */
  id: z.string().min(1).max(200),
  /**
   * How it gets into the server: `vllm` through its LoRA API; `merged`: people start a server on the folder under this name;
   * `folder`: the server opens any folder that it is asked for, and the folder's path is the name.
   */
  served: z.enum(['vllm', 'merged', 'folder']),
  /** In the version's directory. */
  directory: z.enum(['adapter', 'language-model']),
});
export type LanguageModel = z.infer<typeof languageModelSchema>;

export const scoreQuestionsSchema = z.object({
  /** Relative to `MODELS_DIR`. */
  directory: z.string(),
  questions: z.array(z.string()).min(1).max(256),
  /** For each question the texts that are passed over as if they had not been taught. Absent: none is. */
  without: z.array(z.array(z.number().int())).max(256).optional(),
  /** Texts that are passed over for every question: they were withdrawn. */
  withdrawn: z.array(z.number().int()).optional(),
  /** What made the vectors of the directory; 409 `CONFLICT` when this service runs another embedder. */
  embedder: modelIdentitySchema.optional(),
  /** Share of unanswerable questions that may be answered: asks for `threshold` in the answer. */
  falseAnswerTarget: z.number().gt(0).lt(1).optional(),
  /**
   * Answers in the words of a language model, as the service would give them, where it can be asked: `model`, or the one that
   * the server has anyway (LLM_MODEL). Absent: the reader's.
   */
  wordedBy: z.object({ model: languageModelSchema.optional() }).optional(),
});
export type ScoreQuestions = z.infer<typeof scoreQuestionsSchema>;
export const scoredQuestionSchema = z.object({
  /** Confidence of the best answer before the threshold is applied, 0 to 1. */
  confidence: z.number(),
  /** What would be said if the confidence sufficed (`Yes` or `No` where that is asked and plainly taught); empty when nothing was found. */
  answer: z.string(),
  quote: z.string(),
  trainDataId: z.number().int().nullable(),
  /** Of an answer in the words of a language model: all texts that it cites. */
  citedIds: z.array(z.number().int()).optional(),
  /** Texts of the retrieved passages, best first, at most 10. */
  retrieved: z.array(z.number().int()),
});
export const scoredQuestionsSchema = z.object({
  results: z.array(scoredQuestionSchema),
  /** What read the passages; `null`: no trained reader, the best sentence is the answer. */
  reader: modelIdentitySchema.nullable(),
  /**
   * Confidence below which a version of this size should stay silent to keep to `falseAnswerTarget`, as it was measured when
   * the reader was made; `null` when it was not, or when no target was given.
   */
  threshold: z.number().min(0).max(1).nullable(),
  /** How many of them the language model of `wordedBy` decided; the reader answered the others. */
  worded: z.number().int().nonnegative().optional(),
});
export type ScoredQuestions = z.infer<typeof scoredQuestionsSchema>;
export type ScoredQuestion = z.infer<typeof scoredQuestionSchema>;

/** `GET /internal/models/live` (data service): what prediction loads when it starts. */
export const liveModelsSchema = z.object({ items: z.array(loadVersionSchema) });

// ---- answering a question (prediction service ↔ data service) ----------------------------------------------------

/** The question and answer before, in a conversation. */
export const previousExchangeSchema = z.object({
  /** As it was understood: a follow-up question is written out already. */
  question: z.string(),
  /** `null`: not answered yet, or it was not taught. */
  answer: z.string().nullable(),
  /** The person replied to it. Otherwise they just asked it, which counts only if the new question cannot stand alone. */
  replied: z.boolean(),
});
export type PreviousExchange = z.infer<typeof previousExchangeSchema>;

/** `POST /internal/questions/:id/claim`: 409 `ALREADY_ANSWERED` when there is nothing left to do. */
export const claimedQuestionSchema = z.object({
  questionId: z.uuid(),
  workspaceId: z.uuid(),
  text: z.string(),
  previous: previousExchangeSchema.nullable().default(null),
  /** The live version; `null` when it was taken away since the question was asked. */
  version: loadVersionSchema.nullable(),
  /** How often texts of the workspace were withdrawn; 0: there is nothing to pass over. See {@link withdrawnTextsSchema}. */
  withdrawals: z.number().int().nonnegative().default(0),
});
export type ClaimedQuestion = z.infer<typeof claimedQuestionSchema>;

/**
 * `GET /internal/models/:id/withdrawn`: texts that the version may still hold and that must not be used any more. Good as long
 * as the workspace counts as many withdrawals.
 */
export const withdrawnTextsSchema = z.object({
  withdrawals: z.number().int().nonnegative(),
  ids: z.array(z.number().int()),
});
export type WithdrawnTexts = z.infer<typeof withdrawnTextsSchema>;

export const answerSourceSchema = z.object({
  trainDataId: z.number().int(),
  /** The sentence of the taught text that the answer was read from, word for word. */
  quote: z.string(),
  /** Where `quote` stands in the taught text, in Unicode code points. */
  start: z.number().int().nonnegative(),
  /** What this source alone says. Without it the answer stands only on all of its sources together. */
  answer: z.string().optional(),
});
export type AnswerSource = z.infer<typeof answerSourceSchema>;
/** Vector of a question, by which questions that ask the same are found. */
export const questionEmbeddingSchema = z.object({
  /** Signed bytes, base64. */
  int8: z.base64().max(16_384),
  /** What a byte stands for. */
  scale: z.number().positive(),
  /** SHA-256 of the embedder: vectors of different ones cannot be compared. */
  embedder: z.string().max(64),
});
export type QuestionEmbedding = z.infer<typeof questionEmbeddingSchema>;
/** `POST /internal/questions/:id/answer`. */
export const submitAnswerSchema = z.object({
  modelId: z.number().int().nullable(),
  abstained: z.boolean(),
  /** Default: `ANSWER`. */
  form: answerFormSchema.optional(),
  /** The question as it was answered, when it is a follow-up that had to be written out. */
  understoodAs: z.string().max(4000).optional(),
  text: z.string(),
  confidence: z.number().min(0).max(1),
  sources: z.array(answerSourceSchema).max(10),
  /** Of the question as it was understood, when nothing taught answers it. */
  embedding: questionEmbeddingSchema.optional(),
  /** Milliseconds from claim to answer. */
  ms: z.number().nonnegative(),
});
export type SubmitAnswer = z.infer<typeof submitAnswerSchema>;

/** Longest partial answer, in UTF-16 code units. */
export const MAX_PARTIAL = 20_000;
/**
 * `POST /internal/questions/:id/partial`: all of the answer so far, while a language model still writes it. Shown until
 * something newer comes; empty: nothing to show yet, but still at work. 409 `ALREADY_ANSWERED` when nothing is to be shown
 * any more.
 */
export const partialAnswerSchema = z.object({
  text: z.string().max(MAX_PARTIAL),
  /** The texts that it is written from: it is not shown when one of them was withdrawn meanwhile. */
  from: z.array(z.number().int()).max(100).optional(),
});
export type PartialAnswer = z.infer<typeof partialAnswerSchema>;

/** `POST /internal/questions/:id/fail`: the queue gave the question up. */
export const failQuestionSchema = z.object({ reason: z.string().max(1000) });
export const okSchema = z.object({ ok: z.literal(true) });

// ---- Telegram bot service ------------------------------------------------------------------------------------------

/** `GET /internal/status` (Telegram bot service). `off`: no token. `detail` says in words what is wrong and what to do. */
export const botStatusSchema = z.object({
  state: z.enum(['off', 'connected', 'unreachable']),
  detail: z.string().nullable(),
  botUsername: z.string().nullable(),
  botId: z.string().nullable(),
});
export type BotStatus = z.infer<typeof botStatusSchema>;
