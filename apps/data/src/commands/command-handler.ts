import {
  COMMAND_KINDS,
  type CommandKind,
  type CommandOf,
  type IncomingCommand,
  type RichText,
} from '@personal-assistant/contracts';
import type { Origin } from '../chats/directory.service.js';
import type { Post } from '../chats/message.service.js';
import type { Tx } from '../database/tx.js';

type ReplyOptions = Partial<Pick<Post, 'key' | 'buttons' | 'trainDataId' | 'quotes'>>;

export interface CommandContext extends Origin {
  commandId: string;
  incoming: IncomingCommand;
  /** Answers the person in their chat, as a reply to their message. */
  reply(text: RichText, options?: ReplyOptions): Promise<void>;
}

/**
 * What happens for one kind of command. A broken rule is thrown as AppError and becomes the reply; the transaction
 * with everything else is then rolled back.
 */
export interface CommandHandler<K extends CommandKind = CommandKind, P = unknown> {
  readonly kind: K;
  /** Calls to other services, before the transaction; what it returns is handed to `run`. */
  prepare?(incoming: IncomingCommand, command: CommandOf<K>): Promise<P>;
  run(tx: Tx, context: CommandContext, command: CommandOf<K>, prepared: P): Promise<void>;
}

/** Exactly one handler per kind of command, or the service does not start. */
export class CommandRegistry {
  private readonly handlers: ReadonlyMap<CommandKind, CommandHandler>;

  constructor(handlers: readonly CommandHandler[]) {
    const byKind = new Map<CommandKind, CommandHandler>();
    for (const handler of handlers) {
      if (byKind.has(handler.kind)) throw new Error(`The command ${handler.kind} has two handlers.`);
      byKind.set(handler.kind, handler);
    }
    const missing = COMMAND_KINDS.filter((kind) => !byKind.has(kind));
    if (missing.length > 0) throw new Error(`Commands without a handler: ${missing.join(', ')}.`);
    this.handlers = byKind;
  }

  of(kind: CommandKind): CommandHandler {
    const handler = this.handlers.get(kind);
    if (!handler) throw new Error(`The command ${kind} has no handler.`);
    return handler;
  }
}

/** Lets a handler of one kind stand in the list of all; the registry only ever calls it with its own kind. */
export function asHandler<K extends CommandKind, P>(handler: CommandHandler<K, P>): CommandHandler {
  return handler as unknown as CommandHandler;
}
