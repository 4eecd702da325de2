import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `/health/ready` of the service at this address answers 200.
 *
 * @throws Error that says what it answered last, after `timeoutMs` or when the signal fires
 */
export async function waitUntilReady(url: URL, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask(new URL('/health/ready', url));
    if (answer === 'ready') return;
    if (Date.now() > deadline) throw new Error(`not ready after ${Math.round(timeoutMs / 1_000)} s: ${answer}`);
    await delay(150, undefined, { signal });
  }
}

/** `ready`, or what stands in the way. */
async function ask(url: URL): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { timeout: 4_000, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (body += part));
      response.on('end', () => {
        resolve(response.statusCode === 200 ? 'ready' : body.slice(0, 500));
      });
      response.on('error', (error) => {
        resolve(error.message);
      });
    });
    request.on('timeout', () => request.destroy(new Error('no answer within 4 s')));
    request.on('error', (error) => {
      resolve(error.message);
    });
  });
}
