import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LanguageModel } from '@personal-assistant/contracts';
import { type Config, modelsDirectory } from '@personal-assistant/service-kit';
import { LlmError } from '../chat-client.js';
import { ModelServer } from './model-server.js';
import { type Bringing, OwnModel } from './own-model.js';

export const OWN_MODELS = Symbol('OWN_MODELS');

/** A version goes live without its language model rather than late: it is asked for once it is there. */
const PATIENCE_MS = 5000;
/** Below the time that a training waits for an answer. */
const TRIAL_PATIENCE_MS = 30_000;

/** Opens the language models of versions in the configured server. */
export class OwnModels {
  private readonly server: ModelServer | undefined;
  private readonly directory: string;

  constructor(config: Config) {
    const { LLM_BASE_URL, LLM_API_KEY, LLM_MODELS_DIR } = config;
    this.server =
      LLM_BASE_URL === undefined ? undefined : new ModelServer({ baseUrl: LLM_BASE_URL, apiKey: LLM_API_KEY });
    this.directory = resolve(LLM_MODELS_DIR ?? modelsDirectory(config));
  }

  /**
   * @param directory of the version, relative to MODELS_DIR.
   * @returns `undefined` when no server is configured, or the version has no language model. Never throws.
   */
  async open(model: LanguageModel | null | undefined, directory: string): Promise<OwnModel | undefined> {
    return model ? this.opened(model, directory, model.id, PATIENCE_MS) : undefined;
  }

  /** The same of a version that may not be published: under a name of its own, since the files will move. */
  async openForTrial(model: LanguageModel, directory: string): Promise<OwnModel | undefined> {
    return this.opened(model, directory, `${model.id}-trial`, TRIAL_PATIENCE_MS);
  }

  private async opened(model: LanguageModel, directory: string, name: string, patienceMs: number) {
    if (!this.server) return undefined;
    const own = new OwnModel(this.bringing(this.server, model, join(this.directory, directory, model.directory), name));
    await Promise.race([own.tried(), delay(patienceMs, undefined, { ref: false })]);
    return own;
  }

  private bringing(server: ModelServer, { id, served }: LanguageModel, path: string, name: string): Bringing {
    const nothing = () => Promise.resolve();
    switch (served) {
      case 'vllm':
        return { modelName: name, bring: () => server.load(name, path), release: () => server.unload(name) };
      case 'merged':
        return { modelName: id, bring: () => listed(server, id, path), release: nothing };
      case 'folder':
        return { modelName: path, bring: nothing, release: nothing };
    }
  }
}

async function listed(server: ModelServer, id: string, path: string): Promise<void> {
  if ((await server.names()).includes(id)) return;
  throw new LlmError(`it does not serve «${id}»: start it on ${path} under this name`);
}
