import type {
  AppEvent,
  ChatMessage,
  DeadLetter,
  Gap,
  Golden,
  Model,
  ModelDetail,
  Person,
  RichText,
  Room,
  Session,
  Status,
  TrainData,
} from '@personal-assistant/contracts';
import { randomUUID } from 'node:crypto';

/** State of the fake data service: everything in memory, one workspace, events to whoever listens. */
export class FakeApi {
  readonly messages: ChatMessage[] = [];
  readonly trainData: TrainData[] = [];
  readonly models: ModelDetail[] = [];
  readonly golden: Golden[] = [];
  readonly gaps: Gap[] = [];
  readonly deadLetters: DeadLetter[] = [];
  readonly listeners = new Set<(event: AppEvent) => void>();
  session: Session | null = null;

  readonly ada = person('Ada Lovelace');
  readonly grace = person('Grace Hopper');
  #sequence = 0;

  nextId(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  signIn(role: Session['role']): Session {
    const user = role === 'APPROVER' ? this.ada : this.grace;
    this.session = { user, role, workspace: { id: randomUUID(), name: 'Harbour Street Makers' }, botUsername: null };
    return this.session;
  }

  emit(event: AppEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  post(room: Room, author: Person | null, text: RichText, more: Partial<ChatMessage> = {}): ChatMessage {
    const message: ChatMessage = {
      id: String(this.nextId()),
      room,
      author,
      text,
      picture: null,
      replyToMessageId: null,
      buttons: [],
      createdAt: new Date().toISOString(),
      editedAt: null,
      ...more,
    };
    this.messages.push(message);
    this.emit({ type: 'message', message });
    return message;
  }

  edit(message: ChatMessage, text: RichText, buttons: ChatMessage['buttons'] = []): void {
    Object.assign(message, { text, buttons, editedAt: new Date().toISOString() });
    this.emit({ type: 'message', message });
  }

  changeTrainData(item: TrainData, change: Partial<TrainData>): void {
    Object.assign(item, change);
    this.emit({ type: 'train-data', trainData: item });
  }

  changeModel(model: Model, change: Partial<Model>): void {
    Object.assign(model, change);
    this.emit({ type: 'model', model });
  }

  status(): Status {
    const number = (status: TrainData['status']): number => this.trainData.filter((t) => t.status === status).length;
    return {
      liveModel: this.models.find((model) => model.live) ?? null,
      runningModel: this.models.find((model) => model.status === 'PROCESSING') ?? null,
      trainData: {
        SUBMITTED: number('SUBMITTED'),
        PENDING: number('PENDING'),
        PROCESSING: number('PROCESSING'),
        DONE: number('DONE'),
        REJECTED: number('REJECTED'),
        WITHDRAWN: number('WITHDRAWN'),
      },
      telegram: { state: 'off', detail: 'set TELEGRAM_TOKEN in .env to connect' },
    };
  }
}

export function person(displayName: string): Person {
  return { id: randomUUID(), displayName, username: null, channel: 'WEB' };
}
