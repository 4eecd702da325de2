import { type Config, logger } from '@personal-assistant/service-kit';
import type { RetrievedPassage } from '../retrieval/passage.js';
import { ChatClient, LlmError } from './chat-client.js';
import { checkedAnswer } from './checked-answer.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { generationDuration, generationsTotal } from './generation.metrics.js';
import { type GeneratedAnswer, type Generator, noGenerator } from './generator.js';
import type { VersionModel } from './own-models/own-model.js';
import { DECLINED, promptOf } from './prompt.js';

/** The generator that the configuration asks for. */
export function languageModel(config: Config): Generator {
  const { LLM_BASE_URL, LLM_MODEL, LLM_API_KEY, LLM_TIMEOUT_MS } = config;
  if (LLM_BASE_URL === undefined) return noGenerator;
  return new LlmGenerator(
    new ChatClient({ baseUrl: LLM_BASE_URL, model: LLM_MODEL, apiKey: LLM_API_KEY, timeoutMs: LLM_TIMEOUT_MS }),
  );
}

/** Answers in the words of a language model, as far as the passages that it cites support them. */
export class LlmGenerator implements Generator {
  private readonly log = logger('generation');

  constructor(
    private readonly client: Pick<ChatClient, 'complete'>,
    private readonly breaker = new CircuitBreaker(),
  ) {}

  async generate(
    question: string,
    passages: readonly RetrievedPassage[],
    onPartial: (text: string) => void,
    model?: VersionModel,
  ): Promise<GeneratedAnswer | 'not-taught' | undefined> {
    if (!this.breaker.allows()) {
      generationsTotal.inc({ outcome: 'resting' });
      return undefined;
    }
    const endTimer = generationDuration.startTimer();
    try {
      const ask = (name: string | undefined) =>
        this.client.complete(
          promptOf(question, passages),
          (text) => {
            const shown = visible(text);
            if (shown !== '') onPartial(shown);
          },
          name,
        );
      const raw = await asked(ask, model);
      const answer = withoutThoughts(raw);
      if (answer === '') throw new LlmError('the language model thought, and said nothing');
      this.breaker.succeeded();
      return this.decided(checkedAnswer(answer, question, passages));
    } catch (error) {
      this.breaker.failed();
      generationsTotal.inc({ outcome: 'failed' });
      this.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the reader answers instead');
      return undefined;
    } finally {
      endTimer();
    }
  }

  private decided(checked: ReturnType<typeof checkedAnswer>): GeneratedAnswer | 'not-taught' {
    if (typeof checked !== 'string') {
      generationsTotal.inc({ outcome: 'answered' });
      return checked;
    }
    generationsTotal.inc({ outcome: checked });
    this.log.info({ reason: checked }, 'the language model did not answer from the passages');
    return 'not-taught';
  }
}

/** The version's own model, and when the server refuses it, what it has instead. */
async function asked(ask: (name: string | undefined) => Promise<string>, model?: VersionModel): Promise<string> {
  const name = model?.name();
  if (!model || name === undefined) return ask(undefined);
  try {
    return await ask(name);
  } catch (error) {
    if (!(error instanceof LlmError) || error.status === undefined) throw error;
    return ask(await model.refused(error.status));
  }
}

/** Some models think aloud before they answer. */
function withoutThoughts(text: string): string {
  return text.replace(/<think>[^]*?(?:<\/think>|$)/gu, '').trim();
}

/** What may be shown of an unfinished answer: not its thoughts, not half a refusal, not half a mark. */
function visible(text: string): string {
  const shown = withoutThoughts(text)
    .replace(/<[^>]{0,6}$|[[【][^\]】]{0,12}$/u, '')
    .trim();
  return DECLINED.startsWith(shown.slice(0, DECLINED.length)) ? '' : shown;
}
