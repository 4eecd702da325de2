import { type TextCheck, validateResponseSchema } from '@personal-assistant/contracts';
import {
  AppError,
  type Config,
  logger,
  RemoteError,
  RemoteUnreachableError,
  ServiceClient,
  serviceToken,
} from '@personal-assistant/service-kit';

/** Counts tokens and tells the language; the train service does it with the tokenizer of the model. */
export interface TextChecker {
  /**
   * One check per text, in order.
   *
   * @throws AppError `UNAVAILABLE` when the train service does not answer; try again later
   */
  check(texts: string[]): Promise<TextCheck[]>;
}
export const TEXT_CHECKER = Symbol('TEXT_CHECKER');

const BATCH = 1000;

export function trainServiceChecker(config: Config): TextChecker {
  const client = new ServiceClient({
    baseUrl: config.TRAIN_SERVICE_URL,
    token: serviceToken(config),
    timeoutMs: 30_000,
  });
  return {
    async check(texts) {
      const checks: TextCheck[] = [];
      for (let start = 0; start < texts.length; start += BATCH) {
        const batch = texts.slice(start, start + BATCH);
        const ask = () => client.post('/validate', { texts: batch }, validateResponseSchema);
        const answer = await ask().catch(onceMore(ask)).catch(unavailable);
        if (answer.checks.length !== batch.length) throw new Error('the train service checked another number of texts');
        checks.push(...answer.checks);
      }
      return checks;
    },
  };
}

/** Asking changes nothing, and a connection that was kept may have been closed on the other side a moment ago. */
function onceMore<T>(ask: () => Promise<T>): (error: unknown) => Promise<T> {
  return (error) => {
    if (!(error instanceof RemoteUnreachableError)) throw error;
    return ask();
  };
}

function unavailable(error: unknown): never {
  if (!(error instanceof RemoteUnreachableError) && !(error instanceof RemoteError && error.retryable)) throw error;
  logger('teaching').warn({ err: error }, 'the train service does not answer');
  throw new AppError('UNAVAILABLE', 'I cannot check texts right now; please try again in a minute.');
}
