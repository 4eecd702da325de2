import { Inject, Injectable } from '@nestjs/common';
import type { Sender } from '@personal-assistant/contracts';
import { AppError, CONFIG, type Config } from '@personal-assistant/service-kit';
import type { Tx } from '../database/tx.js';
import { type Chat, ChatRepository, type User } from './chat.repository.js';

/** Who may do what, for every channel: decided by numeric user id and chat, never by a name alone. */
@Injectable()
export class AuthorityService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ChatRepository) private readonly chats: ChatRepository,
  ) {}

  /** Telegram chats other than the approvers' may be limited to a list. */
  isOpen(chat: Chat): boolean {
    const { MEMBER_CHAT_IDS } = this.config;
    if (chat.channel === 'WEB' || chat.room === 'APPROVERS' || MEMBER_CHAT_IDS.length === 0) return true;
    return MEMBER_CHAT_IDS.includes(chat.externalId);
  }

  /**
   * Pins the numeric id behind a name of ADMIN_USERNAMES the first time that it is seen in the approvers' chat.
   * Called for every message there, so that the name is pinned before somebody else can take it.
   */
  async noteSender(tx: Tx, chat: Chat, sender: Sender): Promise<void> {
    if (chat.room === 'APPROVERS') await this.isPinnedAdmin(tx, chat, sender);
  }

  /**
   * @throws AppError `ANONYMOUS_SENDER`, `WRONG_CHAT` or `NOT_AN_APPROVER` with a sentence that says what to do
   */
  async requireApprover(tx: Tx, chat: Chat, user: User, sender: Sender): Promise<void> {
    if (sender.anonymous) {
      throw new AppError(
        'ANONYMOUS_SENDER',
        'I cannot see who you are: you write as an anonymous admin. Switch «Remain anonymous» off and try again.',
      );
    }
    if (chat.room !== 'APPROVERS') {
      throw new AppError('WRONG_CHAT', "That works in the approvers' chat only; please do it there.");
    }
    if (await this.isApprover(tx, chat, user, sender)) return;
    throw new AppError(
      'NOT_AN_APPROVER',
      chat.channel === 'TELEGRAM'
        ? `Only approvers can do that. To become one, ask the owner to add your Telegram id ${user.externalId} to ADMIN_USER_IDS.`
        : 'Only approvers can do that; ask an approver to invite you as one.',
    );
  }

  private async isApprover(tx: Tx, chat: Chat, user: User, sender: Sender): Promise<boolean> {
    if (chat.channel === 'WEB') return (await this.chats.roleOf(tx, chat.workspaceId, user.id)) === 'APPROVER';
    if (this.config.ADMIN_USER_IDS.includes(user.externalId)) return true;
    return this.isPinnedAdmin(tx, chat, sender);
  }

  private async isPinnedAdmin(tx: Tx, chat: Chat, sender: Sender): Promise<boolean> {
    const username = sender.username?.toLowerCase();
    if (chat.channel !== 'TELEGRAM' || sender.anonymous || !username) return false;
    if (!this.config.ADMIN_USERNAMES.includes(username)) return false;
    return (await this.chats.pinAdmin(tx, chat.workspaceId, username, sender.id)) === sender.id;
  }
}
