import { Inject, Injectable } from '@nestjs/common';
import { AppError, CONFIG, type Config } from '@personal-assistant/service-kit';
import { AuditRepository } from '../chats/audit.repository.js';
import type { User } from '../chats/chat.repository.js';
import { MessageService } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { completePair, named, nameIt, type Pair, pairText, readPairs, severalPairs } from './pairs.js';
import { TEXT_CHECKER, type TextChecker } from './text-checker.js';
import { textHash, wordsHash } from './text-identity.js';
import { sketchOf } from './text-sketch.js';
import { readableText, requireTokens } from './text-rules.js';
import { cardButtons, cardText, duplicateSentence } from './texts.js';
import { type TrainDataRecord, TrainDataRepository } from './train-data.repository.js';

/** A text that passed every rule that needs no other text. */
export interface CheckedText {
  text: string;
  /** Of a pair. */
  question?: string;
  answer?: string;
  tokens: number;
  language: string;
}

export interface Lesson {
  workspaceId: string;
  taughtBy: User;
  checked: CheckedText;
  /** The question whose answer it corrects. */
  correctsId?: string;
  chatId?: string;
  messageId?: bigint | null;
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
   * Rules about what somebody wrote alone; asks the train service, so call it outside of any transaction. Of several pairs
   * in one message each is a text of its own.
   *
   * @throws AppError `TEXT_EMPTY`, `TEXT_TOO_LARGE`, `TEXT_BINARY`, `TEXT_TOO_SHORT`, `PAIR_INCOMPLETE`, `TEXT_DUPLICATE`
   */
  check(raw: string | undefined): Promise<CheckedText[]> {
    const text = readableText(raw);
    const pairs = readPairs(text);
    return pairs ? this.checkPairs(pairs) : this.checkAll([{ text }]);
  }

  /**
   * A text or a pair of the API.
   *
   * @throws AppError as {@link check}; `BAD_REQUEST` for a text of several pairs
   */
  async checkOne(taught: { text: string } | Pair): Promise<CheckedText> {
    if (!('text' in taught)) return this.checkPair(taught);
    const [checked, ...others] = await this.check(taught.text);
    if (!checked || others.length > 0) throw severalPairs();
    return checked;
  }

  /** @throws AppError as {@link check} */
  async checkPair(pair: Pair): Promise<CheckedText> {
    const [checked] = await this.checkPairs([pair]);
    if (!checked) throw new Error('a pair vanished while it was checked');
    return checked;
  }

  private checkPairs(pairs: Pair[]): Promise<CheckedText[]> {
    const texts = pairs.map((pair, index) =>
      named(index, pairs.length, () => {
        const complete = completePair(pair);
        return { ...complete, text: readableText(pairText(complete)) };
      }),
    );
    const places = new Map<string, number>();
    for (const [index, { text }] of texts.entries()) {
      const words = wordsHash(text);
      const same = places.get(words);
      if (same !== undefined) {
        const error = new AppError('TEXT_DUPLICATE', `It is the same as pair ${same + 1}.`);
        throw nameIt(error, index, texts.length);
      }
      places.set(words, index);
    }
    return this.checkAll(texts);
  }

  private async checkAll(texts: Pick<CheckedText, 'text' | 'question' | 'answer'>[]): Promise<CheckedText[]> {
    const checks = await this.checker.check(texts.map(({ text }) => text));
    return texts.map((text, index) => {
      const check = checks[index];
      if (!check) throw new Error('the train service did not check the text');
      named(index, texts.length, () => {
        requireTokens(check.tokens, this.config.TRAIN_MIN_TOKENS);
      });
      return { ...text, ...check };
    });
  }

  /**
   * Submits what one message taught: all of it or nothing.
   *
   * @throws AppError as {@link submit}, naming which of several it is about
   */
  async submitAll(tx: Tx, lesson: Omit<Lesson, 'checked'>, texts: CheckedText[]): Promise<TrainDataRecord[]> {
    const records: TrainDataRecord[] = [];
    for (const [index, checked] of texts.entries()) {
      try {
        records.push(await this.submit(tx, { ...lesson, checked }));
      } catch (error) {
        throw nameIt(error, index, texts.length);
      }
    }
    return records;
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
      correctsId: lesson.correctsId,
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
