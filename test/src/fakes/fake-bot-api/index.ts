export { BotApiError } from './errors.js';
export { FakeBotApi, type ChatSetup, type FakeBotApiOptions } from './fake-bot-api.js';
export { FakeChat, type BotStanding } from './fake-chat.js';
export { FakeMember, type FakePress, type SendOptions } from './fake-member.js';
export { FakeMessage } from './fake-message.js';
export type { Fault, FaultRule } from './faults.js';
export type { CallOutcome, RecordedCall } from './transcript.js';
export { UploadedFile } from './uploaded-file.js';
export type { QueuedUpdate } from './update-queue.js';
