import { z } from 'zod';
import { LlmError } from '../chat-client.js';

export interface ModelServerOptions {
  /** With the path before `/load_lora_adapter`, such as `http://localhost:8000/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
}

/** An adapter may come from a slow disk. */
const LOAD_TIMEOUT_MS = 60_000;
const LIST_TIMEOUT_MS = 10_000;
const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Which models an OpenAI-compatible server has, and vLLM's API to give it LoRA adapters while it runs. */
export class ModelServer {
  constructor(private readonly options: ModelServerOptions) {}

  /** Loads an adapter under a name. One that has the name already stays. @param path as the server sees it */
  async load(name: string, path: string): Promise<void> {
    const { status, detail } = await this.post('load_lora_adapter', { lora_name: name, lora_path: path });
    if (status === 200 || (status === 400 && detail.includes('already been loaded'))) return;
    throw new LlmError(`it did not load the adapter (${status}: ${detail})`, status);
  }

  /** It may be gone already: the server was started anew, or another replica did it. */
  async unload(name: string): Promise<void> {
    const { status, detail } = await this.post('unload_lora_adapter', { lora_name: name });
    if (status !== 200 && status !== 404) throw new LlmError(`it kept the adapter (${status}: ${detail})`, status);
  }

  /** Names of the models that it serves. */
  async names(): Promise<string[]> {
    const response = await this.call('models', { method: 'GET', signal: AbortSignal.timeout(LIST_TIMEOUT_MS) });
    if (!response.ok) throw new LlmError(`it does not list its models (${response.status})`, response.status);
    return modelsSchema.parse(await response.json()).data.map(({ id }) => id);
  }

  private async post(path: string, body: object): Promise<{ status: number; detail: string }> {
    const signal = AbortSignal.timeout(LOAD_TIMEOUT_MS);
    const response = await this.call(path, { method: 'POST', body: JSON.stringify(body), signal });
    return { status: response.status, detail: (await response.text()).slice(0, 300) };
  }

  private call(path: string, init: RequestInit): Promise<Response> {
    const { baseUrl, apiKey } = this.options;
    return fetch(`${baseUrl.replace(/\/+$/u, '')}/${path}`, {
      ...init,
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
    });
  }
}
