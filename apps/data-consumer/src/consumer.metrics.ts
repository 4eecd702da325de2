import { metrics } from '@personal-assistant/service-kit';
import type { CommandStatus } from '@personal-assistant/contracts';
import { Counter } from 'prom-client';

const commands = new Counter({
  name: 'commands_consumed_total',
  help: 'Commands taken off the queue, by what became of them.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

export function countOutcome(outcome: CommandStatus | 'GIVEN_UP'): void {
  commands.inc({ outcome });
}
