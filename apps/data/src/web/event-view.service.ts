import { Inject, Injectable } from '@nestjs/common';
import { type AppEvent, eventSchema } from '@personal-assistant/contracts';
import { OwnWordsService } from '../answering/feedback/own-words.service.js';
import { QuestionRepository } from '../answering/question.repository.js';
import { toQuestion } from '../answering/question.view.js';
import { MessageRepository } from '../chats/message.repository.js';
import { toChatMessage } from '../chats/message.view.js';
import { TrainDataRepository } from '../teaching/train-data.repository.js';
import { toTrainData } from '../teaching/train-data.view.js';
import { ModelRepository } from '../training/model.repository.js';
import { toModel } from '../training/model.view.js';
import type { EventRecord } from './event.repository.js';
import type { Caller } from './session.service.js';

const KEPT = 200;

/** Shows an event as what it names looks like now. */
@Injectable()
export class EventViewService {
  /** Many pages show the same event: it is read once. */
  private readonly shown = new Map<bigint, Promise<AppEvent | undefined>>();

  constructor(
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(ModelRepository) private readonly models: ModelRepository,
    @Inject(QuestionRepository) private readonly questions: QuestionRepository,
    @Inject(OwnWordsService) private readonly ownWords: OwnWordsService,
  ) {}

  /** Members never see the approvers' room, nor what is somebody else's. */
  isVisible(event: EventRecord, caller: Caller): boolean {
    if (event.workspaceId !== caller.workspaceId) return false;
    return caller.role === 'APPROVER' || event.audience === 'MEMBER' || event.userId === caller.user.id;
  }

  /** `undefined` when what it names is gone. */
  async show(event: EventRecord, caller: Caller): Promise<AppEvent | undefined> {
    const shown = await this.forAll(event);
    if (shown?.type !== 'message') return shown;
    const [message = shown.message] = await this.ownWords.mark([shown.message], caller);
    return { type: 'message', message };
  }

  private forAll(event: EventRecord): Promise<AppEvent | undefined> {
    const known = this.shown.get(event.id);
    if (known) return known;
    const view = this.read(event).then((found) => (found ? eventSchema.parse(found) : undefined));
    this.shown.set(event.id, view);
    view.catch(() => this.shown.delete(event.id));
    const [oldest] = this.shown.keys();
    if (this.shown.size > KEPT && oldest !== undefined) this.shown.delete(oldest);
    return view;
  }

  private async read({ type, targetId, workspaceId }: EventRecord): Promise<AppEvent | undefined> {
    switch (type) {
      case 'MESSAGE': {
        const message = await this.messages.get(BigInt(targetId));
        return message ? { type: 'message', message: toChatMessage(message) } : undefined;
      }
      case 'TRAIN_DATA': {
        const text = await this.texts.find(workspaceId, Number(targetId));
        return text ? { type: 'train-data', trainData: toTrainData(text) } : undefined;
      }
      case 'MODEL': {
        const model = await this.models.find(workspaceId, Number(targetId));
        return model ? { type: 'model', model: toModel(model) } : undefined;
      }
      case 'QUESTION': {
        const question = await this.questions.find(workspaceId, targetId);
        return question ? { type: 'question', question: toQuestion(question) } : undefined;
      }
      case 'GOLDEN':
        return { type: 'golden' };
      case 'GAPS':
        return { type: 'gaps' };
    }
  }
}
