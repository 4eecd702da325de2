import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config, QueueModule, SESSION_GUARD } from '@personal-assistant/service-kit';
import { AnsweringService } from './answering/answering.service.js';
import { AskHandler } from './answering/answering.commands.js';
import { AskingService } from './answering/asking.service.js';
import { DraftService } from './answering/draft.service.js';
import { ConversationService } from './answering/conversation.service.js';
import { CorrectionService } from './answering/feedback/correction.service.js';
import { CorrectHandler, FeedbackHandler } from './answering/feedback/feedback.commands.js';
import { FeedbackRepository } from './answering/feedback/feedback.repository.js';
import { OwnWordsService } from './answering/feedback/own-words.service.js';
import { FeedbackService } from './answering/feedback/feedback.service.js';
import { QuestionInternalController } from './answering/question.internal.controller.js';
import { QuestionRepository } from './answering/question.repository.js';
import { AuditRepository } from './chats/audit.repository.js';
import { AuthorityService } from './chats/authority.service.js';
import { BotAddedHandler, ChatMigratedHandler, HelpHandler, UnknownCommandHandler } from './chats/chat.commands.js';
import { ChatRepository } from './chats/chat.repository.js';
import { DirectoryService } from './chats/directory.service.js';
import { MessageRepository } from './chats/message.repository.js';
import { MessageService } from './chats/message.service.js';
import { asHandler, CommandRegistry } from './commands/command-handler.js';
import { CommandController } from './commands/command.controller.js';
import { CommandRepository } from './commands/command.repository.js';
import { InboxService } from './commands/inbox.service.js';
import { ProcessingService } from './commands/processing.service.js';
import { DatabaseModule } from './database/database.module.js';
import {
  ConfirmForgetHandler,
  DeleteForgottenHandler,
  ForgetMeHandler,
} from './erasing/forgetting/forgetting.commands.js';
import { ForgettingRepository } from './erasing/forgetting/forgetting.repository.js';
import { ForgettingService } from './erasing/forgetting/forgetting.service.js';
import { ForgettingWorkerService } from './erasing/forgetting/forgetting-worker.service.js';
import { ForgottenGapsRepository } from './erasing/forgetting/forgotten-gaps.repository.js';
import { TracesRepository } from './erasing/forgetting/traces.repository.js';
import { HolderDeletion } from './erasing/holder-deletion.js';
import { HolderRepository } from './erasing/holder.repository.js';
import { HolderService } from './erasing/holder.service.js';
import { RedactionService } from './erasing/redaction.service.js';
import { TakeBackService } from './erasing/take-back.service.js';
import { DeleteHoldersHandler, WithdrawHandler } from './erasing/withdrawal.commands.js';
import { WithdrawalRepository } from './erasing/withdrawal.repository.js';
import { WithdrawalService } from './erasing/withdrawal.service.js';
import { ClusteringService } from './gaps/clustering.service.js';
import { GapReplies, GapsHandler, OutOfScopeHandler } from './gaps/gap.commands.js';
import { GapRepository } from './gaps/gap.repository.js';
import { GapService } from './gaps/gap.service.js';
import { GapTeller } from './gaps/gap-teller.service.js';
import { DeliveryRepository } from './outbox/delivery.repository.js';
import { OutboxRepository } from './outbox/outbox.repository.js';
import {
  DELIVERY_PORT,
  predictionService,
  telegramBotService,
  trainServiceFiles,
  VERSION_FILES_PORT,
  VERSION_LOADER_PORT,
} from './outbox/ports.js';
import { PublisherService } from './outbox/publisher.service.js';
import { QuietEditsRepository } from './outbox/quiet-edits.repository.js';
import { QuietEditsService } from './outbox/quiet-edits.service.js';
import { RelayService } from './outbox/relay.service.js';
import { SenderService } from './outbox/sender.service.js';
import { SweeperRepository } from './outbox/sweeper.repository.js';
import { SweeperService } from './outbox/sweeper.service.js';
import { ApprovalService } from './teaching/approval.service.js';
import {
  ApproveHandler,
  CardFinder,
  ChatDecision,
  RejectHandler,
  ShowHandler,
  TrainHandler,
} from './teaching/teaching.commands.js';
import { SketchService } from './teaching/sketch.service.js';
import { TeachingService } from './teaching/teaching.service.js';
import { TEXT_CHECKER, trainServiceChecker } from './teaching/text-checker.js';
import { TrainDataRepository } from './teaching/train-data.repository.js';
import { AttemptMaterialService } from './training/attempt-material.service.js';
import { AttemptService } from './training/attempt.service.js';
import { AutoTrainRepository } from './training/auto/auto-train.repository.js';
import { AutoTrainService } from './training/auto/auto-train.service.js';
import { DiffHandler } from './training/diff/diff.commands.js';
import { VersionDiffRepository } from './training/diff/version-diff.repository.js';
import { VersionDiffService } from './training/diff/version-diff.service.js';
import { GoldenHandler } from './training/golden/golden.commands.js';
import { GoldenFilesService } from './training/golden/golden-files.service.js';
import { GoldenEditingService } from './training/golden/golden-editing.service.js';
import { GoldenRedactionRepository } from './training/golden/golden-redaction.repository.js';
import { GoldenResultRepository } from './training/golden/golden-result.repository.js';
import { GoldenRepository } from './training/golden/golden.repository.js';
import { GoldenService } from './training/golden/golden.service.js';
import { LossCurveRepository } from './training/loss-curve.repository.js';
import { ModelInternalController } from './training/model.internal.controller.js';
import { ModelRepository } from './training/model.repository.js';
import { DeleteVersionHandler } from './training/removal/removal.commands.js';
import { RemovalRepository } from './training/removal/removal.repository.js';
import { RemovalService } from './training/removal/removal.service.js';
import { VersionRemoverService } from './training/removal/version-remover.service.js';
import { StatusService } from './training/status.service.js';
import { CancelTrainHandler, ModelsHandler, StartTrainHandler, StatusHandler } from './training/training.commands.js';
import { TrainingService } from './training/training.service.js';
import { CandidateService } from './training/candidate.service.js';
import { EndingService } from './training/ending.service.js';
import { LiveVersionService } from './training/live-version.service.js';
import { KeepLiveHandler, PutLiveHandler, UseHandler } from './training/version.commands.js';
import { VersionGateService } from './training/version-gate.service.js';
import { VersionRepository } from './training/version.repository.js';
import { SESSION_GUARD_PROVIDER, WEB_CONTROLLERS, WEB_PROVIDERS } from './web/web.providers.js';

/** One handler per kind of command; the registry refuses to start otherwise. */
const HANDLERS = [
  TrainHandler,
  ApproveHandler,
  RejectHandler,
  ShowHandler,
  WithdrawHandler,
  GapsHandler,
  OutOfScopeHandler,
  StartTrainHandler,
  CancelTrainHandler,
  UseHandler,
  DiffHandler,
  PutLiveHandler,
  KeepLiveHandler,
  DeleteVersionHandler,
  DeleteHoldersHandler,
  ForgetMeHandler,
  ConfirmForgetHandler,
  DeleteForgottenHandler,
  AskHandler,
  FeedbackHandler,
  CorrectHandler,
  GoldenHandler,
  StatusHandler,
  ModelsHandler,
  HelpHandler,
  UnknownCommandHandler,
  ChatMigratedHandler,
  BotAddedHandler,
] as const;

const COMMANDS = [
  CommandRepository,
  InboxService,
  ProcessingService,
  ...HANDLERS,
  {
    provide: CommandRegistry,
    inject: [...HANDLERS],
    useFactory: (...handlers: Parameters<typeof asHandler>[0][]) =>
      new CommandRegistry(handlers.map((one) => asHandler(one))),
  },
];
const CHATS = [ChatRepository, MessageRepository, AuditRepository, MessageService, AuthorityService, DirectoryService];
const TEACHING = [
  TrainDataRepository,
  SketchService,
  TeachingService,
  ApprovalService,
  CardFinder,
  ChatDecision,
  { provide: TEXT_CHECKER, inject: [CONFIG], useFactory: (config: Config) => trainServiceChecker(config) },
];
const TRAINING = [
  ModelRepository,
  LossCurveRepository,
  VersionRepository,
  LiveVersionService,
  CandidateService,
  EndingService,
  TrainingService,
  AutoTrainRepository,
  AutoTrainService,
  AttemptService,
  AttemptMaterialService,
  StatusService,
  VersionGateService,
  RemovalRepository,
  RemovalService,
  VersionRemoverService,
  GoldenRepository,
  GoldenRedactionRepository,
  GoldenResultRepository,
  VersionDiffRepository,
  VersionDiffService,
  GoldenService,
  GoldenEditingService,
  GoldenFilesService,
];
const ANSWERING = [
  QuestionRepository,
  AskingService,
  AnsweringService,
  DraftService,
  ConversationService,
  FeedbackRepository,
  OwnWordsService,
  FeedbackService,
  CorrectionService,
];
const FORGETTING = [
  ForgettingRepository,
  TracesRepository,
  ForgottenGapsRepository,
  ForgettingService,
  ForgettingWorkerService,
];
const GAPS = [GapRepository, GapService, ClusteringService, GapReplies, GapTeller];
const ERASING = [
  HolderRepository,
  HolderService,
  HolderDeletion,
  WithdrawalRepository,
  WithdrawalService,
  TakeBackService,
  RedactionService,
];
const OUTBOX = [
  OutboxRepository,
  DeliveryRepository,
  PublisherService,
  SenderService,
  RelayService,
  QuietEditsRepository,
  QuietEditsService,
  SweeperRepository,
  SweeperService,
  { provide: DELIVERY_PORT, inject: [CONFIG], useFactory: (config: Config) => telegramBotService(config) },
  { provide: VERSION_FILES_PORT, inject: [CONFIG], useFactory: (config: Config) => trainServiceFiles(config) },
  { provide: VERSION_LOADER_PORT, inject: [CONFIG], useFactory: (config: Config) => predictionService(config) },
];

/** The data service: owns the truth, its rules, and what leaves it. */
@Module({})
export class DataModule {
  static register(): DynamicModule {
    return {
      module: DataModule,
      imports: [DatabaseModule, QueueModule.register()],
      controllers: [CommandController, ModelInternalController, QuestionInternalController, ...WEB_CONTROLLERS],
      providers: [
        ...CHATS,
        ...COMMANDS,
        ...TEACHING,
        ...TRAINING,
        ...ANSWERING,
        ...GAPS,
        ...ERASING,
        ...FORGETTING,
        ...OUTBOX,
        ...WEB_PROVIDERS,
        SESSION_GUARD_PROVIDER,
      ],
      // The access guard of service-kit asks for it.
      exports: [SESSION_GUARD],
      global: true,
    };
  }
}
