import { loadConfig } from '@personal-assistant/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TinyLlm } from '../../../../test/src/support/tiny-llm.js';
import { passage } from '../testing/passage.js';
import { ChatClient } from './chat-client.js';
import { languageModel } from './llm-generator.js';

const SENTENCE = 'The guest Wi-Fi password is sunflower-42 [2].';
const WIFI = passage(4, 'The guest Wi-Fi password is sunflower-42. Ask Maria for help.');
const CHANGED = passage(6, 'The guest Wi-Fi password is tulip-7. Ask Maria for help.');
const GYM = passage(5, 'The gym opens at 7:00.');

/** llama.cpp's own server, offline, on a model that recites one sentence whatever it is asked. */
describe('with a real OpenAI-compatible server', () => {
  let llm: TinyLlm;
  beforeAll(async () => {
    llm = await TinyLlm.start(SENTENCE);
  });
  afterAll(() => llm.stop());

  async function ask(passages = [GYM, WIFI], apiKey = TinyLlm.API_KEY) {
    const partials: string[] = [];
    const generator = languageModel(loadConfig({ LLM_BASE_URL: llm.url, LLM_MODEL: 'tiny', LLM_API_KEY: apiKey }));
    const answer = await generator.generate('what is the wifi password?', passages, (text) => partials.push(text));
    return { answer, partials };
  }

  it('an answer streams, word for word, and is held against the passage that it cites', async () => {
    const { answer, partials } = await ask();
    expect(answer).toEqual({
      text: 'The guest Wi-Fi password is sunflower-42.',
      sources: [{ trainDataId: 4, quote: 'The guest Wi-Fi password is sunflower-42.', start: 0 }],
    });
    expect(partials).toEqual([
      'The',
      'The guest',
      'The guest Wi-Fi',
      'The guest Wi-Fi password',
      'The guest Wi-Fi password is',
      'The guest Wi-Fi password is sunflower-42',
      SENTENCE,
    ]);
  });

  it.each([
    ['the wrong passage', [WIFI, GYM]],
    ['a passage that says something else', [GYM, CHANGED]],
    ['no passage', [WIFI]],
  ])('an answer that cites %s is «not taught»', async (_, passages) => {
    expect((await ask(passages)).answer).toBe('not-taught');
  });

  it('a wrong key leaves the answer to the reader, and the reason does not repeat it', async () => {
    expect((await ask([GYM, WIFI], 'sk-wrong')).answer).toBeUndefined();
    const client = new ChatClient({ baseUrl: llm.url, model: 'tiny', apiKey: 'sk-wrong', timeoutMs: 20_000 });
    const refused = client.complete([{ role: 'user', content: '?' }], () => undefined);
    await expect(refused).rejects.toThrow(/answered 401: .*Invalid API Key/u);
    await expect(refused).rejects.not.toThrow(/sk-wrong/u);
  });
});
