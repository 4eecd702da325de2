import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSecrets, reservePlace, ThrowAwaySystem } from '@personal-assistant/launcher';
import { heedInterruption } from './interruption.js';
import { Product } from './product.js';
import type { Progress } from './progress.js';

export interface RunningSystem {
  readonly product: Product;
  readonly dataDir: string;
  /** Absolute folder of the published versions. */
  readonly modelsDirectory: string;
  /** From nothing to ready, milliseconds. */
  readonly startMs: number;
}

export interface ThrowAwayRun {
  /** Beginning of the temporary folder's name. */
  readonly folder: string;
  readonly progress: Progress;
  /** Leave the folder. */
  readonly keep: boolean;
  /** Further variables, as a user would write them into `.env`. */
  readonly env?: Record<string, string>;
}

/**
 * Starts a fresh system as `npm start` runs it, measures on it, stops it and removes its folder, whatever happens.
 *
 * @returns `undefined` when the person interrupted it
 */
export async function onThrowAwaySystem<T>(
  { folder, progress, keep, env }: ThrowAwayRun,
  measure: (system: RunningSystem) => Promise<T>,
): Promise<T | undefined> {
  const apiToken = randomUUID();
  const system = new ThrowAwaySystem(await reservePlace({ apiToken, folder, env, ownGroup: true }));
  const { dataDir, baseUrl, predictionUrl } = system.place;
  const { signal, forget } = heedInterruption();
  const interrupted = once(signal, 'abort').then(() => undefined);
  const work = async () => {
    progress.stage(`Starting a system in ${dataDir}`, 1);
    const begun = performance.now();
    await system.launch();
    const startMs = Math.round(performance.now() - begun);
    const { SERVICE_TOKEN: serviceToken } = await loadSecrets(dataDir);
    const product = new Product({ baseUrl, predictionUrl, apiToken, serviceToken });
    return measure({ product, dataDir, modelsDirectory: join(dataDir, 'models'), startMs });
  };
  try {
    return await Promise.race([interrupted, work()]);
  } finally {
    progress.stage('Stopping the system', 1);
    await system.interrupt();
    if (keep) progress.say(`Left in ${dataDir}.`);
    else await rm(dataDir, { recursive: true, force: true });
    forget();
  }
}
