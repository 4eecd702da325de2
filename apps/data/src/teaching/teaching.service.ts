import { Inject, Injectable } from '@nestjs/common';
import { AppError, CONFIG, type Config } from '@personal-assistant/service-kit';
import { AuditRepository } from '../chats/audit.repository.js';
import type { User } from '../chats/chat.repository.js';
import { MessageService } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { TEXT_CHECKER, type TextChecker } from './text-checker.js';
import { textHash, wordsHash } from './text-identity.js';
import { sketchOf } from './text-sketch.js';
import { readableText, requireTokens } from './text-rules.js';
import { cardButtons, cardText, duplicateSentence } from './texts.js';
import { type TrainDataRecord, TrainDataRepository } from './train-data.repository.js';

/** A text that passed every rule that needs no other text. */
export interface CheckedText {
  text: string;
  tokens: number;
  language: string;
}

export interface Lesson {
  workspaceId: string;
  taughtBy: User;
  checked: CheckedText;
  chatId?: string;
  messageId?: bigint;
  topicId?: number | null;
  link?: string | null;
}

/** Takes texts from people and hands them to the approvers. */
@Injectable()
export class TeachingService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(TEXT_CHECKER) private readonly checker: TextChecker,
    @Inject(TrainDataRepository) private readonly texts: TrainDataRepository,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
  ) {}

  /**
   * Rules about the text alone; asks the train service, so call it outside of any transaction.
   *
   * @throws AppError `TEXT_EMPTY`, `TEXT_TOO_LARGE`, `TEXT_BINARY`, `TEXT_TOO_SHORT`
   */
  async check(raw: string | undefined): Promise<CheckedText> {
    const text = readableText(raw);
    const [check] = await this.checker.check([text]);
    if (!check) throw new Error('the train service did not check the text');
    requireTokens(check.tokens, this.config.TRAIN_MIN_TOKENS);
    return { text, ...check };
  }

  /**
   * Stores a text as `SUBMITTED` and shows its card to the approvers.
   *
   * @throws AppError `TEXT_DUPLICATE`, `TEXT_NEAR_DUPLICATE` with who taught it and when
   */
  async submit(tx: Tx, lesson: Lesson): Promise<TrainDataRecord> {
    const { workspaceId, checked } = lesson;
    const { text } = checked;
    const hashes = { hash: textHash(text), wordsHash: wordsHash(text) };
    const sketch = sketchOf(text);
    await this.refuseSame(tx, workspaceId, hashes);
    const id = await this.texts.insert(tx, {
      ...checked,
      ...hashes,
      workspaceId,
      sketch,
      similar: await this.texts.findSimilar(tx, workspaceId, { text, sketch }),
      taughtById: lesson.taughtBy.id,
      chatId: lesson.chatId,
      messageId: lesson.messageId,
      topicId: lesson.topicId,
      link: lesson.link,
    });
    // Somebody taught the same in the same moment.
    if (id === undefined) await this.refuseSame(tx, workspaceId, hashes);
    const record = id === undefined ? null : await this.texts.findIn(tx, workspaceId, id);
    if (!record) throw new Error('a text was neither stored nor known');
    await this.messages.postToApprovers(tx, workspaceId, {
      key: cardKey(record.id),
      text: cardText(record),
      buttons: cardButtons(record),
      trainDataId: record.id,
    });
    await this.audit.write(tx, {
      workspaceId,
      actorId: lesson.taughtBy.id,
      action: 'TEACH',
      subject: `train-data:${record.id}`,
    });
    announceText(tx, record);
    return record;
  }

  private async refuseSame(
    tx: Tx,
    workspaceId: string,
    { hash, wordsHash: words }: { hash: string; wordsHash: string },
  ) {
    const same = await this.texts.findSame(tx, workspaceId, hash, words);
    if (!same) return;
    const exact = same.hash === hash;
    throw new AppError(exact ? 'TEXT_DUPLICATE' : 'TEXT_NEAR_DUPLICATE', duplicateSentence(same, exact));
  }
}

export function cardKey(trainDataId: number): string {
  return `train-data:${trainDataId}:card`;
}

export function announceText(tx: Tx, { id, workspaceId, taughtById }: TrainDataRecord): void {
  tx.announce({ workspaceId, type: 'TRAIN_DATA', targetId: String(id), audience: 'APPROVER', userId: taughtById });
}
