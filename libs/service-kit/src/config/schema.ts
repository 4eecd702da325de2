import { z } from 'zod';
import { parseAutoTrain } from './auto-train.js';

/** A port that a service listens on. */
const port = z.coerce.number().int().min(1).max(65_535);
/** An empty line in `.env` means «not set». */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, fallback: string | number) =>
  z.preprocess((value) => (value === '' || value === undefined ? fallback : value), schema);
const url = z.string().regex(/^https?:\/\/\S+$/u, 'must be an address such as http://localhost:4002');
/** `a, b , c` → `['a', 'b', 'c']`. */
const list = (item: z.ZodString) =>
  z
    .string()
    .default('')
    .transform((value) => value.split(/[\s,]+/u).filter(Boolean))
    .pipe(z.array(item));
/** fetch refuses such addresses, with the password in its message. */
const urlWithoutPassword = url.regex(/^\w+:\/\/[^/@]*(?:\/|$)/u, 'must not hold a user name or a password');
const timeZone = z.string().refine(isTimeZone, 'must be a time zone such as UTC or Europe/Berlin');
const autoTrain = z
  .string()
  .refine(
    (value) => parseAutoTrain(value) !== undefined,
    'must be off, after:<texts> such as after:20, or cron:<expression> such as cron:0 3 * * *',
  );
const telegramId = z.string().regex(/^-?\d+$/u, 'must be a numeric Telegram id');

export const APP_NAMES = [
  'TELEGRAM_BOT_SERVICE',
  'DATA_SERVICE',
  'DATA_CONSUMER',
  'PREDICTION_SERVICE',
  'TRAIN_SERVICE',
] as const;
export type AppName = (typeof APP_NAMES)[number];
export const DEFAULT_PORTS: Record<AppName, number> = {
  TELEGRAM_BOT_SERVICE: 4001,
  DATA_SERVICE: 4002,
  DATA_CONSUMER: 4003,
  PREDICTION_SERVICE: 4004,
  TRAIN_SERVICE: 4005,
};

/**
 * Every environment variable of the system, with its meaning and default. `.env.example` and docs/configuration.md are
 * generated from it. The first group keeps the names of the original platform.
 */
export const configSchema = z.object({
  ENVIRONMENT: withDefault(z.enum(['development', 'test', 'production']), 'production').describe(
    'Kind of installation.',
  ),
  TZ: withDefault(timeZone, 'UTC').describe('Time zone of logs and of times shown to people.'),
  LOG_LEVEL: withDefault(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']), 'info').describe(
    'Least severe level that is logged.',
  ),
  PORT: optional(port).describe(
    'Port of the service (4001 bot, 4002 data, 4003 consumer, 4004 prediction, 4005 train). With `npm start`: port of the page.',
  ),
  APP_NAME: optional(z.enum(APP_NAMES)).describe('Which service this process is.'),
  TELEGRAM_TOKEN: optional(
    z.string().regex(/^\d+:[\w-]+$/u, 'must look like 123456:ABC… as BotFather gives it'),
  ).describe('Token of your bot from @BotFather. Without it only the web page works.'),
  APPROVE_CHAT_ID: optional(telegramId).describe('Telegram chat whose members approve what is taught.'),
  ADMIN_USERNAMES: list(z.string().regex(/^@?\w{3,64}$/u, 'must be Telegram usernames separated by commas'))
    .transform((names) => names.map((name) => name.replace(/^@/u, '').toLowerCase()))
    .describe('Usernames of approvers, separated by commas. The numeric id behind a name is pinned at first sight.'),
  DATA_SERVICE_URL: withDefault(url, 'http://localhost:4002').describe('Where the data service is reached.'),
  TELEGRAM_BOT_SERVICE_URL: withDefault(url, 'http://localhost:4001').describe('Where the bot service is reached.'),
  PREDICTION_SERVICE_URL: withDefault(url, 'http://localhost:4004').describe(
    'Where the prediction service is reached.',
  ),
  TRAIN_SERVICE_URL: withDefault(url, 'http://localhost:4005').describe('Where the train service is reached.'),
  POSTGRESQL_USER: withDefault(z.string(), 'postgres').describe('Database user.'),
  POSTGRESQL_PASSWORD: withDefault(z.string(), 'postgres').describe('Database password.'),
  POSTGRESQL_HOST: withDefault(z.string(), 'localhost').describe(
    'Database host. Leave it out with `npm start` to use the embedded PostgreSQL.',
  ),
  POSTGRESQL_DB: withDefault(z.string(), 'personal_assistant').describe('Database name.'),
  POSTGRESQL_PORT: withDefault(port, 5432).describe('Database port.'),
  REDIS_MODE: withDefault(z.enum(['client', 'cluster']), 'client').describe('One Redis server, or a Redis Cluster.'),
  REDIS_HOST: withDefault(z.string(), 'localhost').describe(
    'Redis host; for a cluster `host:port` pairs may be listed with commas.',
  ),
  REDIS_PORT: withDefault(port, 6379).describe('Redis port.'),

  HOST: withDefault(z.string(), '127.0.0.1').describe(
    'Address that the services listen on. 0.0.0.0 lets other machines in; the images set it.',
  ),
  DATA_CONSUMER_URL: withDefault(url, 'http://localhost:4003').describe(
    'Where the data consumer is reached (health, metrics).',
  ),
  ADMIN_USER_IDS: list(telegramId).describe(
    'Numeric Telegram ids of approvers, separated by commas. Safer than usernames.',
  ),
  MEMBER_CHAT_IDS: list(telegramId).describe(
    'Telegram chats that may use the assistant, separated by commas. Empty: every chat that the bot is in.',
  ),
  QUEUE_BACKEND: withDefault(z.enum(['postgres', 'redis']), 'postgres').describe('What carries the queues.'),
  DATA_DIR: withDefault(z.string(), '.data').describe('Folder of everything that `npm start` keeps.'),
  MODELS_DIR: optional(z.string()).describe('Folder of the trained versions. Default: `models` in DATA_DIR.'),
  BASE_MODELS_DIR: withDefault(z.string(), 'models/base').describe('Folder of the base models.'),
  EMBEDDER_MODEL: optional(z.string()).describe(
    'Folder of another embedder (ONNX, see models/base/README.md). Versions built with one cannot be loaded with another: train again. Default: `embedder` in BASE_MODELS_DIR.',
  ),
  READER_MODEL: optional(z.string()).describe(
    'Folder of another reader (ONNX, see models/base/README.md). Default: `reader` in BASE_MODELS_DIR.',
  ),
  SERVICE_TOKEN: optional(z.string().min(16)).describe(
    'Secret with which the services talk to each other, the same for all, at least 16 characters. `npm start` makes one.',
  ),
  API_TOKEN: optional(z.string().min(16)).describe(
    "Bearer token with an approver's rights for programs, at least 16 characters.",
  ),
  SIGN_IN_TOKEN: optional(z.string().min(16)).describe(
    'Token with which an approver opens the page (`?token=…`), at least 16 characters. `npm start` makes one.',
  ),
  TRAIN_MIN_TOKENS: withDefault(z.coerce.number().int().min(1), 3).describe(
    'Least tokens that a taught text must have.',
  ),
  TRAIN_THREADS: withDefault(z.coerce.number().int().min(0).max(256), 0).describe(
    'Texts that a training embeds at the same time; 0 for one per processor.',
  ),
  TRAIN_PREDICTION_PATIENCE_S: withDefault(z.coerce.number().min(0), 300).describe(
    'Seconds that a training waits for the prediction service, which tests the new version.',
  ),
  TRAIN_MIN_PAIRS: withDefault(z.coerce.number().int().min(1), 30).describe(
    'Least pairs of question and answer, whose answer stands in another taught text, from which a training fine-tunes the reader. It needs PyTorch: `npm run setup:learning`.',
  ),
  TRAIN_LEARNING_PYTHON: optional(z.string()).describe(
    'Python with PyTorch that fine-tunes the reader. Default: what `npm run setup:learning` installs.',
  ),
  BASE_MODEL: optional(z.string()).describe(
    'Local folder of a Hugging Face language model (safetensors, with a chat template). Each training then also teaches it an adapter, see docs/language-model.md. It needs PyTorch: `npm run setup:learning`.',
  ),
  TRAIN_ADAPTER_SECONDS: withDefault(z.coerce.number().min(0), 1800).describe(
    'Longest time that a training spends on that adapter, in seconds; 0 for no limit.',
  ),
  FALSE_ANSWER_TARGET: withDefault(z.coerce.number().gt(0).lt(1), 0.05).describe(
    'Share of questions nobody taught that may be answered all the same; sets how careful the assistant is.',
  ),
  LLM_BASE_URL: optional(urlWithoutPassword).describe(
    'OpenAI-compatible server of a language model that words the answers, such as `http://localhost:11434/v1`. It is sent each question with the passages that were found. Without it the built-in reader answers.',
  ),
  LLM_MODEL: withDefault(z.string(), 'default').describe('Name under which that server knows the model.'),
  LLM_API_KEY: optional(z.string().regex(/^[\x21-\x7e]+$/u, 'must be one line without spaces')).describe(
    'Key for that server, where it wants one.',
  ),
  LLM_TIMEOUT_MS: withDefault(z.coerce.number().int().min(100), 30_000).describe(
    'Longest time for an answer of the language model, in milliseconds; the first word is waited for half as long. Then the reader answers.',
  ),
  LLM_ADAPTERS: withDefault(z.enum(['vllm', 'merged', 'folder']), 'vllm').describe(
    'How the language model that a training taught (BASE_MODEL) gets into the server. `vllm`: a small adapter, loaded through its LoRA API. `merged`: a whole model folder in the version, on which you start a server under the name that the version gives. `folder`: the same for a server that opens any folder that it is asked for.',
  ),
  LLM_MODELS_DIR: optional(z.string()).describe(
    'MODELS_DIR as the server of the language model sees it, where that is another path.',
  ),
  TELEGRAM_API_ROOT: withDefault(url, 'https://api.telegram.org').describe('Bot API server.'),
  TELEGRAM_MODE: withDefault(z.enum(['polling', 'webhook']), 'polling').describe('How updates arrive.'),
  TELEGRAM_WEBHOOK_URL: optional(url).describe('Public https address of the bot service for TELEGRAM_MODE=webhook.'),
  TELEGRAM_WEBHOOK_SECRET: optional(
    z.string().regex(/^[\w-]{16,256}$/u, 'must be 16 to 256 letters, digits, _ and -'),
  ).describe('Secret that Telegram sends with each webhook call: 16 to 256 letters, digits, _ and -.'),
  CONSUMER_CONCURRENCY: withDefault(z.coerce.number().int().min(1).max(100), 8).describe(
    'Commands processed at the same time.',
  ),
  PREDICTION_CONCURRENCY: withDefault(z.coerce.number().int().min(1).max(64), 4).describe(
    'Questions answered at the same time.',
  ),
  REPUBLISH_AFTER_MS: withDefault(z.coerce.number().int().min(100), 10_000).describe(
    'Age at which a job that nobody has finished is published again, in milliseconds; doubles up to a minute.',
  ),
  HEARTBEAT_TIMEOUT_MS: withDefault(z.coerce.number().int().min(1000), 45_000).describe(
    'Silence after which a training attempt counts as lost, in milliseconds.',
  ),
  TRAIN_DEADLINE_MS: withDefault(z.coerce.number().int().min(1000), 2 * 3_600_000).describe(
    'Longest time that one training attempt may take, in milliseconds.',
  ),
  TRAIN_MAX_ATTEMPTS: withDefault(z.coerce.number().int().min(1), 3).describe('Attempts before a training fails.'),
  MODEL_GATE: withDefault(z.enum(['auto', 'ask', 'always']), 'auto').describe(
    'When a trained version goes live. `auto`: when it answers the golden questions at least as well as the live one, otherwise the approvers are asked. `ask`: they always are. `always`: at once.',
  ),
  AUTO_TRAIN: withDefault(autoTrain, 'off').describe(
    'When a training starts by itself, besides /start_train. `off`: never. `after:20`: as soon as 20 approved texts wait that no training has had yet. `cron:0 3 * * *`: at the times of this cron expression (minute, hour, day, month, weekday) in TZ, when approved texts wait.',
  ),
  KEEP_VERSIONS: withDefault(z.coerce.number().int().min(0), 5).describe(
    'Built versions of a workspace that are kept for going back, counted from the newest; the files of older ones are deleted. Never the live one, the one it was built on, one that waits for a decision or that a training builds on. 0: all are kept.',
  ),
  QUESTION_DEADLINE_MS: withDefault(z.coerce.number().int().min(1000), 60_000).describe(
    'Longest time that one attempt to answer may take, in milliseconds.',
  ),
  QUESTION_MAX_ATTEMPTS: withDefault(z.coerce.number().int().min(1), 3).describe(
    'Attempts before the asker is told that there is no answer.',
  ),
  SWEEP_INTERVAL_MS: withDefault(z.coerce.number().int().min(0), 5000).describe(
    'How often the sweeper looks for what got stuck, in milliseconds. 0 switches it off (tests only).',
  ),
});

export type Config = z.infer<typeof configSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
