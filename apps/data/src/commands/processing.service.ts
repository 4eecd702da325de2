import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CommandResult } from '@personal-assistant/contracts';
import { AppError, logger, withCorrelation } from '@personal-assistant/service-kit';
import { AuthorityService } from '../chats/authority.service.js';
import { DirectoryService } from '../chats/directory.service.js';
import { MessageService } from '../chats/message.service.js';
import { rich } from '../chats/rich.js';
import { closedChatText, failedCommandText } from '../chats/texts.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { type CommandContext, CommandRegistry } from './command-handler.js';
import { CommandRepository, type StoredCommand } from './command.repository.js';

/** Errors of ours after which a command is given up. */
export const MOST_INTERNAL_ERRORS = 5;
/** A command that only waits for another service is not given up before this age. */
const PATIENCE_MS = 10 * 60_000;

/** Gives each command of the inbox its effect, once, whoever asks how often. */
@Injectable()
export class ProcessingService {
  private readonly log = logger('commands');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CommandRepository) private readonly commands: CommandRepository,
    @Inject(CommandRegistry) private readonly registry: CommandRegistry,
    @Inject(DirectoryService) private readonly directory: DirectoryService,
    @Inject(AuthorityService) private readonly authority: AuthorityService,
    @Inject(MessageService) private readonly messages: MessageService,
  ) {}

  /**
   * Processes a command; a second call finds it done and changes nothing.
   *
   * @throws AppError `NOT_FOUND`; `UNAVAILABLE` when a service that is needed does not answer (try again later)
   */
  async process(id: string): Promise<CommandResult> {
    const command = await this.commands.find(id);
    if (!command) throw new AppError('NOT_FOUND', 'There is no such command.');
    if (command.status !== 'RECEIVED') return { commandId: id, status: command.status };
    return withCorrelation(command.correlationId, () => this.attempt(command));
  }

  /** The queue gave the command up. While it only waited for another service the sweeper will bring it again. */
  async fail(id: string, reason: string): Promise<CommandResult> {
    return this.database.transaction(async (tx) => {
      const command = await this.commands.lock(tx, id);
      if (!command) throw new AppError('NOT_FOUND', 'There is no such command.');
      if (command.status !== 'RECEIVED') return { commandId: id, status: command.status };
      if (command.attempts === 0 && command.ageMs < PATIENCE_MS) {
        return { commandId: id, status: command.status };
      }
      await this.giveUp(tx, command, reason);
      return { commandId: id, status: 'FAILED' };
    });
  }

  private async attempt(command: StoredCommand): Promise<CommandResult> {
    try {
      return await this.takeEffect(command);
    } catch (error) {
      if (error instanceof AppError) {
        // Another service does not answer: no fault of the command, it is processed later.
        if (error.code === 'UNAVAILABLE') throw error;
        return this.refuse(command, error);
      }
      return this.countError(command, error);
    }
  }

  private async takeEffect({ id, incoming }: StoredCommand): Promise<CommandResult> {
    const handler = this.registry.of(incoming.command.kind);
    const prepared = await handler.prepare?.(incoming, incoming.command);
    return this.once(id, async (tx, context) => {
      if (!this.authority.isOpen(context.chat)) await this.sayClosed(context);
      else await handler.run(tx, context, incoming.command, prepared);
    });
  }

  /** A rule was broken: the state is as before, and the person is told in one sentence. */
  private refuse({ id }: StoredCommand, error: AppError): Promise<CommandResult> {
    return this.once(id, async (tx, context) => {
      // Whoever wrote in a closed chat learns that, and nothing else.
      await context.reply(this.authority.isOpen(context.chat) ? rich(error.message) : closedChatText);
    });
  }

  /** Nothing is said to a reaction: it need not be meant for us. */
  private async sayClosed(context: CommandContext): Promise<void> {
    if (context.messageId !== null) await context.reply(closedChatText);
  }

  private once(id: string, effect: (tx: Tx, context: CommandContext) => Promise<void>): Promise<CommandResult> {
    return this.database.transaction(async (tx) => {
      const command = await this.commands.lock(tx, id);
      if (!command) throw new AppError('NOT_FOUND', 'There is no such command.');
      if (command.status !== 'RECEIVED') return { commandId: id, status: command.status };
      const context = await this.contextOf(tx, command);
      await effect(tx, context);
      await this.commands.finish(tx, command, context.chat.workspaceId, 'PROCESSED');
      return { commandId: id, status: 'PROCESSED' };
    });
  }

  private async contextOf(tx: Tx, { id, incoming }: StoredCommand): Promise<CommandContext> {
    const origin = await this.directory.locate(tx, incoming);
    return {
      ...origin,
      commandId: id,
      incoming,
      reply: (text, options) =>
        this.messages.post(tx, origin.chat, {
          key: options?.key ?? `command:${id}:reply`,
          text,
          buttons: options?.buttons,
          trainDataId: options?.trainDataId,
          quotes: options?.quotes,
          replyToId: origin.messageId,
          topicId: origin.topicId,
        }),
    };
  }

  private async countError(command: StoredCommand, error: unknown): Promise<CommandResult> {
    const reason = error instanceof Error ? error.message : String(error);
    const status = await this.database.transaction(async (tx) => {
      const current = await this.commands.lock(tx, command.id);
      if (current?.status !== 'RECEIVED') return current?.status;
      const attempts = await this.commands.countError(tx, command.id, reason);
      if (attempts < MOST_INTERNAL_ERRORS) return undefined;
      await this.giveUp(tx, current, reason, error);
      return 'FAILED' as const;
    });
    if (status === undefined) throw error;
    return { commandId: command.id, status };
  }

  private async giveUp(tx: Tx, command: StoredCommand, reason: string, error?: unknown): Promise<void> {
    const errorId = randomUUID();
    this.log.error({ err: error, errorId, commandId: command.id, reason }, 'a command was given up');
    const context = await this.contextOf(tx, command);
    await this.commands.finish(tx, command, context.chat.workspaceId, 'FAILED', `${errorId}: ${reason}`);
    await context.reply(failedCommandText(errorId), { key: `command:${command.id}:failed` });
  }
}
