import { metrics } from '@personal-assistant/service-kit';
import { Counter } from 'prom-client';

/** Updates as Telegram handed them out; a redelivered one counts again. */
export const updatesReceived = new Counter({
  name: 'telegram_updates_received_total',
  help: 'Updates received from Telegram, repeats included.',
  registers: [metrics],
});

/**
 * What became of updates: `accepted` by the data service, `ignored` (not for us), `refused` by the data service as
 * malformed, `failed` to be translated. The last two were skipped and are in the log with their id.
 */
export const updatesHandled = new Counter({
  name: 'telegram_updates_handled_total',
  help: 'Updates by what became of them.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});

export const inboxRetries = new Counter({
  name: 'telegram_inbox_retries_total',
  help: 'Tries to hand an update over that the data service could not take.',
  registers: [metrics],
});

export const deliveriesDone = new Counter({
  name: 'telegram_deliveries_total',
  help: 'Calls of the Bot API for the outbox, by outcome.',
  labelNames: ['outcome'] as const,
  registers: [metrics],
});
