import { Inject, Injectable } from '@nestjs/common';
import type { ClaimedQuestion, SubmitAnswer } from '@personal-assistant/contracts';
import { AppError, CONFIG, type Config, logger } from '@personal-assistant/service-kit';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { ClusteringService } from '../gaps/clustering.service.js';
import { OutboxRepository } from '../outbox/outbox.repository.js';
import { ModelRepository } from '../training/model.repository.js';
import { toLoadVersion } from '../training/version-gate.service.js';
import { withSources } from './answer-sources.js';
import { answerText } from './answer-text.js';
import { announceQuestion, nothingTrained, replyKey } from './asking.service.js';
import { feedbackButtons } from './feedback/feedback-buttons.js';
import { alreadyAnswered, notFound } from './question.errors.js';
import { type LockedQuestion, QuestionRepository } from './question.repository.js';
import { assertQuestionTransition } from './question.state.js';
import { answeredWith } from './shown-answer.js';
import { failedAnswerText, GAVE_UP, NOT_TAUGHT, workingText } from './texts.js';

/** Gives each question its one answer. */
@Injectable()
export class AnsweringService {
  private readonly log = logger('answering');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(ClusteringService) private readonly clustering: ClusteringService,
  ) {}

  /** @throws AppError `NOT_FOUND`; `ALREADY_ANSWERED` when there is nothing left to do */
  async claim(id: string): Promise<ClaimedQuestion> {
    const question = await this.questions.findToAnswer(id);
    if (!question) throw notFound();
    if (question.status !== 'PENDING') throw alreadyAnswered();
    const [live] = question.workspace.models;
    const version = (live && toLoadVersion(live)) ?? null;
    const previous = question.previous?.workspaceId === question.workspaceId ? question.previous : null;
    return {
      questionId: id,
      workspaceId: question.workspaceId,
      text: question.text,
      previous: previous && {
        question: previous.understoodAs ?? previous.text,
        answer: answeredWith(previous.answer),
        replied: question.replied,
      },
      version,
      withdrawals: question.workspace.withdrawals,
    };
  }

  /**
   * Stores the answer and shows it. A source that is gone, or not word for word in its text, is no source: what only it
   * said falls away, and an answer that needs it becomes «not taught». Was that source withdrawn after the question was
   * claimed, the question is answered once more: another text may say it too.
   *
   * @throws AppError `NOT_FOUND`, `ALREADY_ANSWERED`, `BAD_REQUEST` for a version of another workspace
   */
  async answer(id: string, submitted: SubmitAnswer): Promise<void> {
    await this.database.transaction(async (tx) => {
      const question = await this.lockOpen(tx, id);
      assertQuestionTransition(question.status, 'ANSWERED');
      await this.requireVersion(tx, question, submitted.modelId);
      const answer = await this.checked(tx, question, submitted);
      if (await this.isWorthAnother(tx, question, submitted, answer)) {
        await this.tryAgain(tx, question);
        return;
      }
      await this.questions.answer(tx, id, answer);
      await this.show(tx, question);
    });
    if (submitted.embedding) this.clustering.kick();
  }

  /** The queue gave it up; it is brought again until its attempts are used up. */
  async fail(id: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const question = await this.lockOpen(tx, id);
      await this.retryOrGiveUp(tx, question, reason);
    });
  }

  /** The sweeper found it past its deadline. */
  async overdue(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const question = await this.questions.lock(tx, id);
      if (question?.status !== 'PENDING' || !(await this.questions.isOverdue(tx, id))) return;
      await this.retryOrGiveUp(tx, question, 'no answer in time');
    });
  }

  /** Asks a failed question again. @returns `false` when there is no such failed question */
  async retry(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
    const question = await this.questions.lock(tx, id);
    if (question?.workspaceId !== workspaceId || question.status !== 'FAILED') return false;
    assertQuestionTransition(question.status, 'PENDING');
    await this.questions.requeue(tx, id, this.config.QUESTION_DEADLINE_MS, 1);
    await this.outbox.addJob(tx, 'predict-message-queue', id, question.correlationId);
    await this.messages.edit(tx, workspaceId, replyKey(id), workingText);
    announceQuestion(tx, question);
    return true;
  }

  private async retryOrGiveUp(tx: Tx, question: LockedQuestion, reason: string): Promise<void> {
    const { id, workspaceId } = question;
    if (question.attempts < this.config.QUESTION_MAX_ATTEMPTS) {
      await this.tryAgain(tx, question);
      return;
    }
    assertQuestionTransition(question.status, 'FAILED');
    this.log.error({ questionId: id, reason }, 'a question was given up');
    await this.questions.fail(tx, id, GAVE_UP);
    await this.messages.edit(tx, workspaceId, replyKey(id), failedAnswerText(GAVE_UP));
    announceQuestion(tx, question);
  }

  private async tryAgain(tx: Tx, { id, correlationId }: LockedQuestion): Promise<void> {
    await this.questions.requeue(tx, id, this.config.QUESTION_DEADLINE_MS);
    await this.outbox.addJob(tx, 'predict-message-queue', id, correlationId);
  }

  private async isWorthAnother(
    tx: Tx,
    question: LockedQuestion,
    submitted: SubmitAnswer,
    answer: SubmitAnswer,
  ): Promise<boolean> {
    if (submitted.abstained || !answer.abstained) return false;
    if (question.attempts >= this.config.QUESTION_MAX_ATTEMPTS) return false;
    const ids = submitted.sources.map(({ trainDataId }) => trainDataId);
    return this.questions.anyWithdrawn(tx, question.workspaceId, ids);
  }

  private async checked(tx: Tx, question: LockedQuestion, submitted: SubmitAnswer): Promise<SubmitAnswer> {
    if (submitted.modelId === null) return { ...nothingTrained(), ms: submitted.ms };
    const abstain: SubmitAnswer = {
      ...submitted,
      abstained: true,
      form: 'ANSWER',
      text: NOT_TAUGHT,
      sources: [],
    };
    if (submitted.abstained) return abstain;
    const ids = submitted.sources.map(({ trainDataId }) => trainDataId);
    const texts = await this.questions.quotable(tx, question.workspaceId, ids);
    const sources = submitted.sources.filter(({ trainDataId, quote }) => texts.get(trainDataId)?.includes(quote));
    return withSources(submitted, sources) ?? abstain;
  }

  private async requireVersion(tx: Tx, { workspaceId }: LockedQuestion, modelId: number | null): Promise<void> {
    if (modelId === null) return;
    if (await this.models.isBuilt(tx, workspaceId, modelId)) return;
    throw new AppError('BAD_REQUEST', `Version #${modelId} is none of this workspace.`);
  }

  private async show(tx: Tx, question: LockedQuestion): Promise<void> {
    const { id, workspaceId, chatId } = question;
    if (chatId) {
      const answered = await this.questions.findIn(tx, id);
      if (!answered) throw notFound();
      await this.messages.edit(tx, workspaceId, replyKey(id), answerText(answered), {
        buttons: feedbackButtons(answered),
      });
    }
    announceQuestion(tx, question);
  }

  private async lockOpen(tx: Tx, id: string): Promise<LockedQuestion> {
    const question = await this.questions.lock(tx, id);
    if (!question) throw notFound();
    if (question.status !== 'PENDING') throw alreadyAnswered();
    return question;
  }
}
