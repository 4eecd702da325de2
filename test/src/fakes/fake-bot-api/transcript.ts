import type { FakeMessage } from './fake-message.js';

export type CallOutcome = 'ok' | 'dropped' | 'aborted' | number;

/** One call of the Bot API, kept for ever. `outcome` is the error code when it was refused. */
export interface RecordedCall {
  method: string;
  payload: Record<string, unknown>;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt?: number;
  /** Missing while the call is under way. */
  outcome?: CallOutcome;
  description?: string;
}

/** Everything the bot ever asked for, in order of arrival. */
export class Transcript {
  readonly calls: RecordedCall[] = [];
  private readonly startedAt = Date.now();

  begin(method: string, payload: Record<string, unknown>): RecordedCall {
    const call: RecordedCall = { method, payload, startedAt: Date.now() };
    this.calls.push(call);
    return call;
  }

  end(call: RecordedCall, outcome: CallOutcome, description?: string): void {
    call.endedAt = Date.now();
    call.outcome = outcome;
    call.description = description;
  }

  of(method: string): RecordedCall[] {
    return this.calls.filter((call) => call.method.toLowerCase() === method.toLowerCase());
  }

  /** One line per call but `getUpdates`, for a failing test's output. */
  toString(): string {
    return this.calls
      .filter((call) => call.method !== 'getUpdates')
      .map((call) => {
        const at = String(call.startedAt - this.startedAt).padStart(6);
        return `${at} ms ${call.method} ${JSON.stringify(call.payload)} -> ${call.outcome ?? 'under way'} ${call.description ?? ''}`;
      })
      .join('\n');
  }
}

/** Messages of the bot that stand in a chat more than once: same text, same reply, same topic. */
export function duplicatesAmong(messages: FakeMessage[]): FakeMessage[][] {
  const groups = new Map<string, FakeMessage[]>();
  for (const message of messages) {
    const first = message.edits[0]?.text ?? message.text;
    const key = JSON.stringify([message.chat.id, first, message.replyTo?.id, message.topicId]);
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
