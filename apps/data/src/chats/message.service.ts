import { Inject, Injectable } from '@nestjs/common';
import { type Button, type RichText, splitRichText } from '@personal-assistant/contracts';
import type { Tx } from '../database/tx.js';
import { OutboxRepository } from '../outbox/outbox.repository.js';
import { type Chat, ChatRepository } from './chat.repository.js';
import { MessageRepository } from './message.repository.js';
import { rich } from './rich.js';

export interface Post {
  /** Unique in its chat: the same key is posted once. */
  key: string;
  text: RichText;
  buttons?: Button[][];
  replyToId?: bigint | null;
  topicId?: number | null;
  trainDataId?: number;
  /** Texts whose words it shows: withdrawn, it shows them no more. */
  quotes?: number[];
  /** A version whose loss curve is shown with it; the text is short then, Telegram's caption. */
  pictureOfId?: number;
  /** Without a sound, on channels that have one. */
  silent?: boolean;
  /** Keeps it back for that long on channels where messages are counted: an edit meanwhile is sent in its place, at once. */
  holdMs?: number;
}

/**
 * When an edit leaves: `slow` is for texts that change often, a few seconds apart and without what is outdated by then; `quiet` gives
 * way to everything else that is to be sent to the chat, on channels where messages are counted.
 */
export type Pace = 'now' | 'slow' | 'quiet';

/** Telegram answers 429 to edits that follow each other faster. */
const SLOW_EDIT_MS = 3000;

type ChatTarget = Pick<Chat, 'id' | 'channel' | 'room' | 'workspaceId'>;

/** What the assistant says: a row of the transcript, and for channels other than the page an outbox row that delivers it. */
@Injectable()
export class MessageService {
  constructor(
    @Inject(MessageRepository) private readonly messages: MessageRepository,
    @Inject(ChatRepository) private readonly chats: ChatRepository,
    @Inject(OutboxRepository) private readonly outbox: OutboxRepository,
  ) {}

  /** Posts a message, in parts where the channel has a limit. A key that was posted before changes nothing. */
  async post(tx: Tx, chat: ChatTarget, post: Post): Promise<void> {
    const parts = chat.channel === 'TELEGRAM' ? splitRichText(post.text) : [post.text];
    for (const [index, text] of parts.entries()) {
      const last = index === parts.length - 1;
      const id = await this.messages.insert(tx, {
        ...post,
        chatId: chat.id,
        key: partKey(post.key, index),
        text,
        buttons: last ? post.buttons : undefined,
      });
      if (id === undefined) return;
      this.tell(tx, chat, id);
      if (chat.channel === 'TELEGRAM') await this.outbox.addSend(tx, chat.id, id, post.holdMs);
    }
  }

  /** @param replyToKey the message that it replies to, in each chat that has it */
  async postToApprovers(tx: Tx, workspaceId: string, post: Post, replyToKey?: string): Promise<void> {
    for (const chat of await this.chats.chatsOfRoom(tx, workspaceId, 'APPROVERS')) {
      const repliedTo = replyToKey === undefined ? null : await this.messages.findByKey(tx, chat.id, replyToKey);
      await this.post(tx, chat, { replyToId: repliedTo?.id, ...post });
    }
  }

  /**
   * Replaces a message of ours in every chat that has it. What does not fit into one message follows as further ones.
   * A send that still waits takes the new text along, so the last text always arrives.
   */
  async edit(
    tx: Tx,
    workspaceId: string,
    key: string,
    text: RichText,
    { buttons = [], pace = 'now' }: { buttons?: Button[][]; pace?: Pace } = {},
  ): Promise<void> {
    for (const { id, chatId, chat } of await this.messages.findAllByKey(tx, workspaceId, key)) {
      const [first = text, ...others] = chat.channel === 'TELEGRAM' ? splitRichText(text) : [text];
      const outdated = chat.channel === 'TELEGRAM' && pace === 'quiet';
      await this.messages.update(tx, id, first, buttons, outdated);
      const target = { ...chat, id: chatId };
      this.tell(tx, target, id);
      if (chat.channel === 'TELEGRAM' && !outdated) {
        await this.outbox.addEdit(tx, chatId, id, pace === 'slow' ? SLOW_EDIT_MS : 0);
      }
      for (const [index, part] of others.entries()) {
        await this.post(tx, target, { key: partKey(key, index + 1), text: part, replyToId: id });
      }
    }
  }

  /** {@link edit} that also empties the further messages that a long text had: nothing of the old text stays. */
  async retract(
    tx: Tx,
    workspaceId: string,
    key: string,
    text: RichText,
    { buttons, pace }: { buttons?: Button[][]; pace?: Pace } = {},
  ): Promise<void> {
    await this.edit(tx, workspaceId, key, text, { buttons, pace });
    for (let part = 1; ; part++) {
      const further = partKey(key, part);
      if ((await this.messages.findAllByKey(tx, workspaceId, further)).length === 0) return;
      await this.edit(tx, workspaceId, further, rich('…'), { pace });
    }
  }

  /** {@link edit} for each message about a text whose key begins so. */
  async editAllOf(
    tx: Tx,
    { workspaceId, id }: { workspaceId: string; id: number },
    keyPrefix: string,
    text: RichText,
    pace: Pace,
  ): Promise<void> {
    for (const key of await this.messages.findKeysOf(tx, id, keyPrefix)) {
      await this.edit(tx, workspaceId, key, text, { pace });
    }
  }

  /**
   * Shows a message of ours that is still growing: on the page each time, elsewhere as often as it is in nobody's way. Only
   * its beginning, where it does not fit into one message. An {@link edit} ends it.
   */
  async showDraft(tx: Tx, workspaceId: string, key: string, text: RichText): Promise<void> {
    for (const { id, chatId, chat } of await this.messages.findAllByKey(tx, workspaceId, key)) {
      const [first = text] = chat.channel === 'TELEGRAM' ? splitRichText(text) : [text];
      await this.messages.update(tx, id, first, []);
      this.tell(tx, { ...chat, id: chatId }, id);
      if (chat.channel === 'TELEGRAM') await this.outbox.addPassingEdit(tx, chatId, id);
    }
  }

  private tell(tx: Tx, chat: ChatTarget, messageId: bigint): void {
    if (chat.channel !== 'WEB') return;
    tx.announce({
      workspaceId: chat.workspaceId,
      type: 'MESSAGE',
      targetId: messageId.toString(),
      audience: chat.room === 'APPROVERS' ? 'APPROVER' : 'MEMBER',
    });
  }
}

function partKey(key: string, index: number): string {
  return index === 0 ? key : `${key}:${index + 1}`;
}
