import { autoRetry } from '@grammyjs/auto-retry';
import type { ApiClientOptions } from 'grammy';
import { Api } from 'grammy';
import { botApiFetch } from './bot-api-fetch.js';

/** Seconds that `getUpdates` is held open by Telegram. */
export const POLL_SECONDS = 30;
/** Longer than a long poll, so that only a dead connection meets it. */
const CALL_TIMEOUT_SECONDS = POLL_SECONDS + 15;
/** After it a delivery is ambiguous. The outbox waits longer (see the contract), so that it hears of it. */
const DELIVERY_TIMEOUT_SECONDS = 20;

export const clientOptions = (apiRoot: string, timeoutSeconds = CALL_TIMEOUT_SECONDS): ApiClientOptions => ({
  apiRoot: apiRoot.replace(/\/+$/u, ''),
  timeoutSeconds,
  fetch: botApiFetch,
});

/**
 * Waits out flood limits of the bot's own calls (setMyCommands, getMe, …). Errors of network and server are passed on:
 * retrying those by itself, the plugin sent one message four times after dropped sockets.
 */
export const patience = () =>
  autoRetry({
    rethrowHttpErrors: true,
    rethrowInternalServerErrors: true,
    maxRetryAttempts: 3,
    maxDelaySeconds: 60,
  });

/** For deliveries: exactly one call each, without any retry, because the outbox alone decides about sending again. */
export function deliveryApi(token: string, apiRoot: string): Api {
  return new Api(token, clientOptions(apiRoot, DELIVERY_TIMEOUT_SECONDS));
}
