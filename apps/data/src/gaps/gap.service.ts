import { Inject, Injectable } from '@nestjs/common';
import type { RichText } from '@personal-assistant/contracts';
import { AppError } from '@personal-assistant/service-kit';
import { AuditRepository } from '../chats/audit.repository.js';
import type { User } from '../chats/chat.repository.js';
import type { Origin } from '../chats/directory.service.js';
import { MessageService } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';
import { ApprovalService } from '../teaching/approval.service.js';
import { type CheckedText, TeachingService } from '../teaching/teaching.service.js';
import { GoldenService } from '../training/golden/golden.service.js';
import { announceGaps } from './announce-gaps.js';
import { type CountedGap, type GapRecord, GapRepository } from './gap.repository.js';
import { assertGapTransition, type GapStatus } from './gap.state.js';
import { decidedGapCard, decidedGapSentence, GAP_TAKEN_BACK, gapButtons, gapCard } from './texts.js';

/** Cards of one gap that are kept up to date: the last ones. */
export const CARDS_KEPT = 5;

/** What the group asks and was never taught. Whether somebody may decide is for the caller to check. */
@Injectable()
export class GapService {
  constructor(
    @Inject(GapRepository) private readonly gaps: GapRepository,
    @Inject(TeachingService) private readonly teaching: TeachingService,
    @Inject(ApprovalService) private readonly approval: ApprovalService,
    @Inject(GoldenService) private readonly golden: GoldenService,
    @Inject(MessageService) private readonly messages: MessageService,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
  ) {}

  /** Checks an answer; asks the train service, so call it outside of any transaction. @throws AppError as a taught text */
  async check(workspaceId: string, id: number, answer: string): Promise<CheckedText> {
    const gap = required(await this.gaps.find(workspaceId, id), id);
    requireOpen(gap);
    return this.teaching.checkPair({ question: gap.label, answer });
  }

  /** Posts a gap's card where it was asked for. */
  async showCard(tx: Tx, { chat, messageId, topicId }: Origin, gap: CountedGap): Promise<void> {
    const number = await this.gaps.nextCard(tx, gap.id);
    await this.messages.post(tx, chat, {
      key: gapCardKey(gap.id, number),
      text: gapCard(gap),
      buttons: gapButtons(gap),
      replyToId: messageId,
      topicId,
    });
  }

  /**
   * Teaches the answer, approved by this act. Whoever asked is told once a version knows it.
   *
   * @throws AppError `NOT_FOUND`, `ALREADY_DECIDED`; `TEXT_DUPLICATE`, `TEXT_NEAR_DUPLICATE` when it was taught already
   */
  async answer(
    tx: Tx,
    workspaceId: string,
    id: number,
    approver: User,
    checked: CheckedText,
    origin?: Origin & { link?: string },
  ): Promise<GapRecord> {
    await this.lockOpen(tx, workspaceId, id);
    const text = await this.teaching.submit(tx, {
      workspaceId,
      taughtBy: approver,
      checked,
      chatId: origin?.chat.id,
      messageId: origin?.messageId,
      topicId: origin?.topicId,
      link: origin?.link,
    });
    await this.approval.decide(tx, workspaceId, text.id, approver, { kind: 'APPROVE' });
    return this.decide(tx, workspaceId, id, 'ANSWERED', approver, text.id);
  }

  /**
   * It is not for this assistant: from now on «not taught» is the right answer.
   *
   * @throws AppError `NOT_FOUND`, `ALREADY_DECIDED`; `CONFLICT` when a golden question has an answer to it
   */
  async outOfScope(tx: Tx, workspaceId: string, id: number, approver: User): Promise<GapRecord> {
    const gap = await this.lockOpen(tx, workspaceId, id);
    await this.golden.addAbstention(tx, workspaceId, gap.label, approver.id);
    return this.decide(tx, workspaceId, id, 'OUT_OF_SCOPE', approver, null);
  }

  /** Its answer is withdrawn before anybody was told: the question is open again. */
  async reopenAnsweredBy(tx: Tx, trainDataIds: number[]): Promise<void> {
    for (const { id, workspaceId } of await this.gaps.answeredBy(tx, trainDataIds)) {
      const gap = await this.gaps.lock(tx, workspaceId, id);
      if (!gap) continue;
      assertGapTransition(gap.status, 'OPEN');
      await this.gaps.decide(tx, id, 'OPEN', null, null);
      announceGaps(tx, workspaceId);
    }
  }

  /**
   * A gap that is called by words which are taken back gets another name, and its cards lose the old one. What is said to be out of scope in
   * these words is that no longer.
   */
  async rename(tx: Tx, workspaceId: string, id: number, from: string, to: string): Promise<void> {
    const gap = await this.gaps.lock(tx, workspaceId, id);
    if (gap?.label !== from) return;
    await this.gaps.rename(tx, id, to);
    await this.golden.removeAbstention(tx, workspaceId, from);
    const renamed = required(await this.gaps.lock(tx, workspaceId, id), id);
    await this.editCards(tx, renamed, renamed.status === 'OPEN' ? GAP_TAKEN_BACK : decidedGapCard(renamed));
  }

  private async editCards(tx: Tx, { id, workspaceId, cards }: GapRecord, text: RichText): Promise<void> {
    for (let number = cards; number > Math.max(cards - CARDS_KEPT, 0); number--) {
      await this.messages.edit(tx, workspaceId, gapCardKey(id, number), text);
    }
  }

  private async decide(
    tx: Tx,
    workspaceId: string,
    id: number,
    status: GapStatus,
    by: User,
    trainDataId: number | null,
  ): Promise<GapRecord> {
    assertGapTransition('OPEN', status);
    await this.gaps.decide(tx, id, status, by.id, trainDataId);
    announceGaps(tx, workspaceId);
    const gap = required(await this.gaps.lock(tx, workspaceId, id), id);
    await this.editCards(tx, gap, decidedGapCard(gap));
    await this.audit.write(tx, {
      workspaceId,
      actorId: by.id,
      action: status === 'ANSWERED' ? 'ANSWER_GAP' : 'OUT_OF_SCOPE',
      subject: `gap:${id}`,
      detail: trainDataId === null ? undefined : { trainDataId },
    });
    return gap;
  }

  private async lockOpen(tx: Tx, workspaceId: string, id: number): Promise<GapRecord> {
    const gap = required(await this.gaps.lock(tx, workspaceId, id), id);
    requireOpen(gap);
    return gap;
  }
}

function required(gap: GapRecord | null, id: number): GapRecord {
  if (gap) return gap;
  throw new AppError('NOT_FOUND', `There is no unanswered question #${id}; see /gaps.`);
}

function requireOpen(gap: GapRecord): void {
  if (gap.status !== 'OPEN') throw new AppError('ALREADY_DECIDED', decidedGapSentence(gap));
}

export function gapCardKey(id: number, number: number): string {
  return `gap:${id}:card:${number}`;
}

/** The gap that a message of ours is the card of, by the message's key. */
export function gapOfCard(key: string): number | undefined {
  const id = /^gap:(\d{1,9}):card:\d+(?::\d+)?$/u.exec(key)?.[1];
  return id === undefined ? undefined : Number(id);
}
