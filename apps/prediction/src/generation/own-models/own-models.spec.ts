import type { LanguageModel } from '@personal-assistant/contracts';
import { loadConfig } from '@personal-assistant/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeVllm } from '../../../../../test/src/fakes/fake-vllm.js';
import { passage } from '../../testing/passage.js';
import { languageModel } from '../llm-generator.js';
import { OwnModel, RETRY_MS } from './own-model.js';
import { OwnModels } from './own-models.js';

const ADAPTER: LanguageModel = { id: 'assistant-7-abc', served: 'vllm', directory: 'adapter' };
const WIFI = passage(4, 'The guest Wi-Fi password is sunflower-42.');
const PATH = '/models/w/7/adapter';

let vllm: FakeVllm;
beforeEach(async () => {
  vllm = await FakeVllm.start('base');
});
afterEach(() => vllm.stop());

const config = (more: Record<string, string> = {}) =>
  loadConfig({ LLM_BASE_URL: vllm.url, LLM_MODEL: 'base', LLM_MODELS_DIR: '/models', ...more });
const open = (model: LanguageModel = ADAPTER) => new OwnModels(config()).open(model, 'w/7');
const ask = (model?: OwnModel) =>
  languageModel(config()).generate('what is the wifi password?', [WIFI], () => undefined, model);
/** Closing does not wait for the server. */
const gone = (name: string) => expect.poll(() => vllm.adapters.has(name)).toBe(false);

describe('an adapter in a vLLM server (a fake that answers as its LoRA API does)', () => {
  it('is loaded by the path that the server sees, asked by its name, and taken out with its version', async () => {
    const own = await open();
    expect([...vllm.adapters]).toEqual([[ADAPTER.id, PATH]]);
    vllm.says = (model) => (model === ADAPTER.id ? 'The password is sunflower-42 [1].' : 'NOT TAUGHT');
    expect(await ask(own)).toMatchObject({ text: 'The password is sunflower-42.' });
    expect(await ask()).toBe('not-taught');
    expect(vllm.asked).toEqual([ADAPTER.id, 'base']);
    own?.close();
    await gone(ADAPTER.id);
  });

  it('may be there already, and stays for other replicas when this one stops', async () => {
    const [first, second] = [await open(), await open()];
    expect(second?.name()).toBe(ADAPTER.id);
    first?.close(true);
    expect(vllm.loads).toBe(2);
    expect(vllm.adapters.has(ADAPTER.id)).toBe(true);
  });

  it('is loaded again when the server has forgotten it, under the question that finds out', async () => {
    const own = await open();
    vllm.adapters.clear();
    vllm.says = () => 'The password is sunflower-42 [1].';
    expect(await ask(own)).toMatchObject({ text: 'The password is sunflower-42.' });
    expect(vllm.asked).toEqual([ADAPTER.id, ADAPTER.id]);
  });

  it('that cannot be loaded leaves the words to the model that the server has, and is tried again later', async () => {
    vllm.broken.add(PATH);
    const own = await open();
    expect(own?.name()).toBeUndefined();
    await ask(own);
    expect(vllm.asked).toEqual(['base']);
    expect(vllm.loads).toBe(1);
  });

  it('is forgotten for good: the question is answered by the model that the server has', async () => {
    const own = await open();
    vllm.adapters.clear();
    vllm.broken.add(PATH);
    vllm.says = () => 'The password is sunflower-42 [1].';
    expect(await ask(own)).toMatchObject({ text: 'The password is sunflower-42.' });
    expect(vllm.asked).toEqual([ADAPTER.id, 'base']);
  });

  it('is tried under another name before its version is published', async () => {
    const own = await new OwnModels(config()).openForTrial(ADAPTER, 'w/7.x.tmp');
    expect([...vllm.adapters]).toEqual([[`${ADAPTER.id}-trial`, '/models/w/7.x.tmp/adapter']]);
    own?.close();
    await gone(`${ADAPTER.id}-trial`);
  });

  it('is not looked for without a server, or without an adapter', async () => {
    expect(await new OwnModels(loadConfig({})).open(ADAPTER, 'w/7')).toBeUndefined();
    expect(await new OwnModels(config()).open(null, 'w/7')).toBeUndefined();
  });

  it('does not keep a version waiting for a server that is not there', async () => {
    const models = new OwnModels(config({ LLM_BASE_URL: 'http://127.0.0.1:9/v1' }));
    const own = await models.open(ADAPTER, 'w/7');
    expect(own?.name()).toBeUndefined();
  });
});

describe('a whole model', () => {
  it('is asked by its name once the server lists it', async () => {
    const merged: LanguageModel = { id: 'assistant-7-abc', served: 'merged', directory: 'language-model' };
    expect((await open(merged))?.name()).toBeUndefined();
    vllm.adapters.set(merged.id, 'started by hand');
    expect((await open(merged))?.name()).toBe(merged.id);
  });

  it('is asked by its folder where the server opens any', async () => {
    const own = await open({ id: 'assistant-7-abc', served: 'folder', directory: 'language-model' });
    expect(own?.name()).toBe('/models/w/7/language-model');
    expect(await own?.refused(500)).toBeUndefined();
  });
});

describe('OwnModel', () => {
  it('is brought again after a while, not at every question', async () => {
    let now = 0;
    let tries = 0;
    const bring = () => (++tries < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve());
    const own = new OwnModel({ modelName: 'm', bring, release: () => Promise.resolve() }, () => now);
    await own.tried();
    for (let i = 0; i < 5; i++) expect(own.name()).toBeUndefined();
    expect(tries).toBe(1);
    now += RETRY_MS;
    expect(own.name()).toBeUndefined();
    await own.tried();
    expect(tries).toBe(2);
    now += RETRY_MS;
    own.name();
    await own.tried();
    expect(own.name()).toBe('m');
    expect(tries).toBe(3);
  });

  it('is not brought any more once its version is closed', async () => {
    let tries = 0;
    const bring = () => {
      tries++;
      return Promise.resolve();
    };
    const own = new OwnModel({ modelName: 'm', bring, release: () => Promise.resolve() });
    own.close();
    expect(own.name()).toBeUndefined();
    expect(await own.refused(404)).toBeUndefined();
    expect(tries).toBe(0);
  });
});
