import {
  deliveryResultSchema,
  type Delivery,
  type DeliveryResult,
  type LoadVersion,
  okSchema,
  type RemoveVersion,
  versionLoadedSchema,
} from '@personal-assistant/contracts';
import {
  type Config,
  RemoteError,
  RemoteUnreachableError,
  ServiceClient,
  serviceToken,
} from '@personal-assistant/service-kit';

export type { LoadVersion };

/** Delivers one message through the channel's service. */
export interface DeliveryPort {
  deliver(delivery: Delivery): Promise<DeliveryResult>;
}
export const DELIVERY_PORT = Symbol('DELIVERY_PORT');

/** Has the prediction service load a version; `REFUSED` when it never will (files missing or changed). */
export interface VersionLoaderPort {
  load(version: LoadVersion): Promise<{ outcome: 'SERVING' } | { outcome: 'REFUSED' | 'RETRY'; reason: string }>;
}
export const VERSION_LOADER_PORT = Symbol('VERSION_LOADER_PORT');

/** Deletes the files of a version; whoever writes them owns them. `REFUSED` when it never will. */
export interface VersionFilesPort {
  remove(version: RemoveVersion): Promise<{ outcome: 'GONE' } | { outcome: 'REFUSED' | 'RETRY'; reason: string }>;
}
export const VERSION_FILES_PORT = Symbol('VERSION_FILES_PORT');

const DELIVERY_TIMEOUT_MS = 90_000;
const LOAD_TIMEOUT_MS = 120_000;
const REMOVE_TIMEOUT_MS = 120_000;

export function telegramBotService(config: Config): DeliveryPort {
  const client = new ServiceClient({ baseUrl: config.TELEGRAM_BOT_SERVICE_URL, token: serviceToken(config) });
  return {
    async deliver(delivery) {
      try {
        return await client.post('/internal/deliveries', delivery, deliveryResultSchema, DELIVERY_TIMEOUT_MS);
      } catch (error) {
        if (error instanceof RemoteError) return { outcome: 'RETRY', retryAfterMs: 0, reason: error.message };
        if (!(error instanceof RemoteUnreachableError)) throw error;
        if (neverArrived(error)) return { outcome: 'RETRY', retryAfterMs: 0, reason: error.message };
        return { outcome: 'AMBIGUOUS', reason: error.message };
      }
    },
  };
}

export function predictionService(config: Config): VersionLoaderPort {
  const client = new ServiceClient({ baseUrl: config.PREDICTION_SERVICE_URL, token: serviceToken(config) });
  return {
    async load(version) {
      try {
        await client.post('/internal/versions/load', version, versionLoadedSchema, LOAD_TIMEOUT_MS);
        return { outcome: 'SERVING' };
      } catch (error) {
        if (error instanceof RemoteError && !error.retryable && error.status !== 401) {
          return { outcome: 'REFUSED', reason: error.message };
        }
        if (error instanceof RemoteError || error instanceof RemoteUnreachableError) {
          return { outcome: 'RETRY', reason: error.message };
        }
        throw error;
      }
    },
  };
}

export function trainServiceFiles(config: Config): VersionFilesPort {
  const client = new ServiceClient({ baseUrl: config.TRAIN_SERVICE_URL, token: serviceToken(config) });
  return {
    async remove(version) {
      try {
        await client.post('/internal/versions/remove', version, okSchema, REMOVE_TIMEOUT_MS);
        return { outcome: 'GONE' };
      } catch (error) {
        // 404: an older train service, which is replaced soon.
        if (error instanceof RemoteError && error.status === 400) return { outcome: 'REFUSED', reason: error.message };
        if (error instanceof RemoteError || error instanceof RemoteUnreachableError) {
          return { outcome: 'RETRY', reason: error.message };
        }
        throw error;
      }
    },
  };
}

/** The connection was refused: nothing was sent. */
function neverArrived(error: RemoteUnreachableError): boolean {
  const causes = [error, error.cause, error.cause instanceof Error ? error.cause.cause : undefined];
  return causes.some(
    (cause) => cause instanceof Error && /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/u.test(`${cause.message} ${codeOf(cause)}`),
  );
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}
