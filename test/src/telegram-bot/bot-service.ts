import type { AddressInfo } from 'node:net';
import { deliveryResultSchema, type Delivery, type DeliveryResult } from '@personal-assistant/contracts';
import { createApp, loadConfig, ServiceClient } from '@personal-assistant/service-kit';
import { vi } from 'vitest';
import { DEFAULT_TIMINGS, TelegramBotModule, type Timings } from '@personal-assistant/telegram-bot';

export const SERVICE_TOKEN = 'the-secret-of-the-services';

/** The real pauses, shortened so that a test of many failures takes milliseconds. */
export const FAST: Timings = {
  inboxRetry: { first: 5, longest: 40 },
  telegramRetry: { first: 5, longest: 40 },
  conflict: 20,
  badToken: 20,
  emptyPoll: 20,
};

export interface BotService {
  url: string;
  client: ServiceClient;
  deliver: (delivery: Omit<Delivery, 'id'>) => Promise<DeliveryResult>;
  stop: () => Promise<void>;
}

/** The bot service as it runs in production, in this process, on a free port. */
export async function startBotService(
  environment: Record<string, string>,
  timings: Partial<Timings> = {},
): Promise<BotService> {
  const config = loadConfig({ SERVICE_TOKEN, ...environment });
  const module = () => TelegramBotModule.register({ ...DEFAULT_TIMINGS, ...FAST, ...timings });
  const app = await createApp({ appName: 'TELEGRAM_BOT_SERVICE', module }, config);
  await app.listen(Number(environment.PORT ?? 0), '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const client = new ServiceClient({ baseUrl: url, token: SERVICE_TOKEN, timeoutMs: 30_000 });
  return {
    url,
    client,
    deliver: (delivery) => client.post('/internal/deliveries', { id: 'row-1', ...delivery }, deliveryResultSchema),
    stop: () => app.close(),
  };
}

/** Waits for what can only be asked for, not awaited. Patient: the suites share two cores. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 20_000, interval: 20 });
}

/** These tests start a service each. */
export const PATIENT = { testTimeout: 30_000, hookTimeout: 30_000 };
