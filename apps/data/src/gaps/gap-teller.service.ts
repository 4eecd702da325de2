import { Inject, Injectable } from '@nestjs/common';
import { ChatRepository } from '../chats/chat.repository.js';
import { MessageService } from '../chats/message.service.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { announceGaps } from './announce-gaps.js';
import { GapRepository } from './gap.repository.js';
import { knownText } from './texts.js';

/** People who are told in one transaction. */
const TOLD_AT_ONCE = 100;

/** Tells those who asked what could not be answered, once the live version knows it. */
@Injectable()
export class GapTeller {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(GapRepository) private readonly gaps: GapRepository,
    @Inject(ChatRepository) private readonly chats: ChatRepository,
    @Inject(MessageService) private readonly messages: MessageService,
  ) {}

  /** Each step commits; stopped anywhere, the next call goes on. The messages' keys keep anybody from hearing it twice. */
  async tellAll(): Promise<void> {
    for (let known = await this.gaps.findKnown(); known.length > 0; known = await this.gaps.findKnown()) {
      for (const { id, workspaceId } of known) await this.database.transaction((tx) => this.tell(tx, workspaceId, id));
    }
  }

  private async tell(tx: Tx, workspaceId: string, id: number): Promise<void> {
    const gap = await this.gaps.lock(tx, workspaceId, id);
    if (gap?.status !== 'ANSWERED' || gap.toldAt || gap.trainData?.status !== 'DONE') return;
    const askers = await this.gaps.untold(tx, id, TOLD_AT_ONCE);
    for (const { askedById, chatId, messageId, topicId, text } of askers) {
      await this.messages.post(tx, await this.chats.getChat(tx, chatId), {
        key: `gap:${id}:known:${askedById}`,
        text: knownText(gap, text),
        replyToId: messageId,
        topicId,
        trainDataId: gap.trainData.id,
      });
    }
    if (askers.length === TOLD_AT_ONCE) return;
    await this.gaps.markTold(tx, id);
    announceGaps(tx, workspaceId);
  }
}
