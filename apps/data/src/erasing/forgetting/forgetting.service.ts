import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@personal-assistant/service-kit';
import { AuditRepository } from '../../chats/audit.repository.js';
import type { Chat, User } from '../../chats/chat.repository.js';
import type { Tx } from '../../database/tx.js';
import { isFixedPerson } from '../../web/fixed-persons.js';
import { ForgettingRepository } from './forgetting.repository.js';
import type { Left } from './texts.js';

/** Where somebody asked to be forgotten; `null`: through the API. */
type Place = { chat: Pick<Chat, 'id'>; topicId: number | null } | null;

/** Begins to forget somebody: from the commit on they are a stranger, and what they left is erased bit by bit after it. */
@Injectable()
export class ForgettingService {
  constructor(
    @Inject(ForgettingRepository) private readonly forgettings: ForgettingRepository,
    @Inject(AuditRepository) private readonly audit: AuditRepository,
  ) {}

  /** What there is to forget, in all workspaces: the person is one. */
  left(tx: Tx, user: User): Promise<Left> {
    return this.forgettings.left(tx, user.id);
  }

  /**
   * Whether it is them is for the caller to check.
   *
   * @returns ids of what is worked off then, and what there was
   * @throws AppError `CONFLICT` while it is being done already
   */
  async begin(tx: Tx, workspaceId: string, user: User, place: Place): Promise<Left & { ids: number[] }> {
    await this.forgettings.lockPerson(tx, user.id);
    if (await this.forgettings.isOpen(tx, user.id)) {
      throw new AppError('CONFLICT', 'You are being forgotten already; it takes a moment.');
    }
    const left = await this.forgettings.left(tx, user.id);
    const fixed = isFixedPerson(user);
    const { externalId, username, displayName } = user;
    const person = { externalId, username, displayName, fixed };
    const ids: number[] = [];
    for (const each of new Set([workspaceId, ...(await this.forgettings.workspacesOf(tx, user.id))])) {
      const here = each === workspaceId ? place : null;
      const id = await this.forgettings.open(tx, {
        workspaceId: each,
        userId: user.id,
        chatId: here?.chat.id ?? null,
        topicId: here?.topicId ?? null,
        person,
      });
      ids.push(id);
      await this.audit.write(tx, {
        workspaceId: each,
        actorId: user.id,
        action: 'FORGET_ME',
        subject: `forgetting:${id}`,
      });
    }
    await this.forgettings.endAccess(tx, user.id, fixed);
    if (!fixed) await this.forgettings.detach(tx, user.id);
    return { ...left, ids };
  }
}
