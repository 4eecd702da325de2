import { commandAcceptedSchema, type CommandAccepted, type IncomingCommand } from '@personal-assistant/contracts';
import { RemoteError, type ServiceClient } from '@personal-assistant/service-kit';

/** Injection token of the {@link Inbox}. */
export const INBOX = Symbol('INBOX');

/** The data service's inbox: a command that it accepted is committed and never lost. */
export interface Inbox {
  /** @throws InboxUnavailableError try again later. @throws CommandRefusedError it will never be accepted. */
  accept(command: IncomingCommand): Promise<CommandAccepted>;
}

export class InboxUnavailableError extends Error {
  override readonly name = 'InboxUnavailableError';
}
export class CommandRefusedError extends Error {
  override readonly name = 'CommandRefusedError';
}

/** Answers that condemn the command itself. Any other error (a wrong token, 404, 5xx) may heal, and nothing is thrown away. */
const MALFORMED = new Set([400, 413, 422]);

export class HttpInbox implements Inbox {
  constructor(private readonly dataService: ServiceClient) {}

  async accept(command: IncomingCommand): Promise<CommandAccepted> {
    try {
      return await this.dataService.post('/internal/commands', command, commandAcceptedSchema);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof RemoteError && MALFORMED.has(error.status)) {
        throw new CommandRefusedError(message, { cause: error });
      }
      throw new InboxUnavailableError(message, { cause: error });
    }
  }
}
