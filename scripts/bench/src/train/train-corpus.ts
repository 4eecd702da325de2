import { type Example, readExamples } from '@personal-assistant/measuring';
import { generatedAnswer, generatedQuestion, generatedText } from '../corpus/generated.js';
import { existing, SHARED_DEV } from '../corpus/shared-data.js';

export interface TaughtText {
  readonly text: string;
  readonly questions: readonly { question: string; answers: readonly string[] }[];
}

/** Of a text, so many questions are asked. */
const QUESTIONS_OF_A_TEXT = 2;

/** `count` texts with questions about them, from all domains in turn; generated ones where no data is. */
export async function readTexts(data: string | undefined, count: number): Promise<TaughtText[]> {
  const path = data ?? (await existing(SHARED_DEV));
  return path === undefined ? generated(count) : textsOf(await readExamples(path), count);
}

export function textsOf(examples: readonly Example[], count: number): TaughtText[] {
  const byDomain = new Map<string, Map<string, Example[]>>();
  for (const example of examples) {
    const domain = byDomain.get(example.domain) ?? new Map<string, Example[]>();
    byDomain.set(example.domain, domain);
    domain.set(example.context, [...(domain.get(example.context) ?? []), example]);
  }
  const domains = [...byDomain.values()].map((contexts) => [...contexts]);
  const longest = Math.max(...domains.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, i) =>
    domains.flatMap((contexts) => contexts.slice(i, i + 1)),
  ).flat();
  return inTurn.slice(0, count).map(([text, asked]) => ({
    text,
    questions: asked
      .slice(0, QUESTIONS_OF_A_TEXT)
      .map(({ question, answers }) => ({ question, answers: answers.map((answer) => answer.text) })),
  }));
}

function generated(count: number): TaughtText[] {
  return Array.from({ length: count }, (_, i) => ({
    text: generatedText(i + 1),
    questions: [{ question: generatedQuestion(i + 1), answers: [generatedAnswer(i + 1)] }],
  }));
}
