import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type ClaimedQuestion, claimedQuestionSchema, type JobOf, okSchema } from '@personal-assistant/contracts';
import {
  CONFIG,
  type Config,
  type Consumer,
  JOB_QUEUE,
  type JobQueue,
  logger,
  PermanentJobError,
  RemoteError,
  type ServiceClient,
} from '@personal-assistant/service-kit';
import { DATA_SERVICE, LiveVersions } from '../versions/live-versions.js';
import { AnsweringService } from './answering.service.js';

const QUEUE = 'predict-message-queue';
type PredictJob = JobOf<typeof QUEUE>;

/** Takes questions off the queue: claim, answer, submit. A question that somebody else answered meanwhile is done. */
@Injectable()
export class QuestionWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = logger('questions');
  private consumer: Consumer | undefined;
  private stopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(DATA_SERVICE) private readonly dataService: Pick<ServiceClient, 'post'>,
    @Inject(AnsweringService) private readonly answering: AnsweringService,
    @Inject(LiveVersions) private readonly liveVersions: LiveVersions,
  ) {}

  onApplicationBootstrap(): void {
    // Not before the live versions are open: a question should not wait for a model to load.
    void this.liveVersions.loaded.then(() => {
      if (this.stopped) return;
      this.consumer = this.queue.consume(QUEUE, (job) => this.handle(job), {
        concurrency: this.config.PREDICTION_CONCURRENCY,
        onGivenUp: (job, reason) => this.giveUp(job, reason),
      });
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.consumer?.close();
  }

  /** @throws what may heal, to be retried; PermanentJobError for what will not. */
  async handle({ questionId }: PredictJob): Promise<void> {
    try {
      const question = await this.dataService.post(
        `/internal/questions/${questionId}/claim`,
        {},
        claimedQuestionSchema,
      );
      await this.answer(question);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      switch (fateOf(error)) {
        case 'done':
          this.log.info({ questionId, reason: error.message }, 'nothing left to answer');
          return;
        case 'hopeless':
          throw new PermanentJobError(error.message, { cause: error });
        case 'retry':
          throw error;
      }
    }
  }

  private async answer(question: ClaimedQuestion): Promise<void> {
    const answer = await this.answering.answer(question);
    await this.dataService.post(`/internal/questions/${question.questionId}/answer`, answer, okSchema);
    this.log.info(
      {
        questionId: question.questionId,
        modelId: answer.modelId,
        abstained: answer.abstained,
        confidence: Number(answer.confidence.toFixed(3)),
        ms: answer.ms,
      },
      'answered',
    );
  }

  private async giveUp({ questionId }: PredictJob, reason: string): Promise<void> {
    await this.dataService.post(`/internal/questions/${questionId}/fail`, { reason: reason.slice(0, 1000) }, okSchema);
  }
}

/** What an error answer of the data service means for the job. */
function fateOf({ status, code }: RemoteError): 'done' | 'retry' | 'hopeless' {
  if (code === 'ALREADY_ANSWERED' || code === 'NOT_FOUND') return 'done';
  // A body that it refuses will be refused again; a wrong token, a conflict or a busy server may heal.
  return status === 400 || status === 413 || status === 422 ? 'hopeless' : 'retry';
}
