import type { Provider, Type } from '@nestjs/common';
import { SESSION_GUARD } from '@personal-assistant/service-kit';
import { QuestionController } from '../answering/question.controller.js';
import { FeedbackController } from '../answering/feedback/feedback.controller.js';
import { QuestionWaiter } from '../answering/question-waiter.js';
import { ChatController } from '../chats/chat.controller.js';
import { WebChatService } from '../chats/web-chat.service.js';
import { DeadLetterController } from '../outbox/dead-letter.controller.js';
import { DeadLetterRepository } from '../outbox/dead-letter.repository.js';
import { DeadLetterService } from '../outbox/dead-letter.service.js';
import { GapController } from '../gaps/gap.controller.js';
import { ForgettingController } from '../erasing/forgetting/forgetting.controller.js';
import { WithdrawalController } from '../erasing/withdrawal.controller.js';
import { BulkService } from '../teaching/bulk.service.js';
import { TrainDataController } from '../teaching/train-data.controller.js';
import { LossCurveController } from '../training/loss-curve.controller.js';
import { CandidateController } from '../training/candidate.controller.js';
import { ModelController } from '../training/model.controller.js';
import { DiffController } from '../training/diff/diff.controller.js';
import { GoldenFilesController } from '../training/golden/golden-files.controller.js';
import { GoldenController } from '../training/golden/golden.controller.js';
import { BotStatusService } from './bot-status.service.js';
import { EventController } from './event.controller.js';
import { EventHub } from './event-hub.js';
import { EventRepository } from './event.repository.js';
import { EventViewService } from './event-view.service.js';
import { SessionController } from './session.controller.js';
import { CookieOrTokenGuard } from './session.guard.js';
import { SessionRepository } from './session.repository.js';
import { SessionService } from './session.service.js';

/** The REST API, the page and its events. */
export const WEB_CONTROLLERS: Type[] = [
  SessionController,
  TrainDataController,
  WithdrawalController,
  ForgettingController,
  GapController,
  ModelController,
  DiffController,
  LossCurveController,
  CandidateController,
  QuestionController,
  FeedbackController,
  GoldenController,
  GoldenFilesController,
  ChatController,
  DeadLetterController,
  EventController,
];
export const WEB_PROVIDERS: Provider[] = [
  SessionRepository,
  SessionService,
  CookieOrTokenGuard,
  BotStatusService,
  EventRepository,
  EventHub,
  EventViewService,
  QuestionWaiter,
  WebChatService,
  BulkService,
  DeadLetterRepository,
  DeadLetterService,
];
/** Global: the access guard of service-kit asks for it. */
export const SESSION_GUARD_PROVIDER: Provider = { provide: SESSION_GUARD, useExisting: CookieOrTokenGuard };
