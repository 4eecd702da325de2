import type { Command, IncomingCommand } from '@personal-assistant/contracts';
import { Context } from 'grammy';
import type { Update, UserFromGetMe } from 'grammy/types';
import type { Inbox } from './inbox.js';

type Envelope = Omit<IncomingCommand, 'id' | 'channel' | 'command'>;

/** What became of an update, for the metrics. */
export type UpdateOutcome = 'accepted' | 'ignored';

/** grammY's context with the one thing a feature may do: hand a command to the inbox. */
export class BotContext extends Context {
  /** The command that the message is, if it is one of ours; set before the features run. */
  command?: Command;
  outcome: UpdateOutcome = 'ignored';
  private inbox?: Inbox;

  useInbox(inbox: Inbox): void {
    this.inbox = inbox;
  }

  /** The update's id is the idempotency key, so handing it over twice has one effect. */
  async submit(command: Command, envelope: Envelope): Promise<void> {
    if (!this.inbox) throw new Error('The context has no inbox: createBot installs it first.');
    const id = commandId(this.me, this.update);
    await this.inbox.accept({ id, channel: 'TELEGRAM', ...envelope, command });
    this.outcome = 'accepted';
  }
}

export function commandId(me: Pick<UserFromGetMe, 'id'>, update: Pick<Update, 'update_id'>): string {
  return `telegram:${me.id}:${update.update_id}`;
}
