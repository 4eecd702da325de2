import { type Example, readExamples } from '@personal-assistant/measuring';
import { generatedQuestion, generatedText } from './generated.js';
import { existing, SHARED_TRAIN } from './shared-data.js';

/** Words that a further passage of a longer text adds; a passage is a window of about 100 word pieces. */
const WORDS_OF_A_PASSAGE = 62;

export interface Corpus {
  readonly texts: readonly string[];
  /** Distinct; each is answered by one of the texts. */
  readonly questions: readonly string[];
  /** Where they are from, for the report. */
  readonly source: string;
}

/** Texts for about `passages` passages and at least `questions` questions: from a data file, topped up with generated ones. */
export async function readCorpus(data: string | undefined, passages: number, questions: number): Promise<Corpus> {
  const path = data ?? (await existing(SHARED_TRAIN));
  return makeCorpus(path === undefined ? [] : await readExamples(path), passages, questions);
}

/** So many texts: real ones, topped up with generated ones. */
export async function readContexts(data: string | undefined, count: number): Promise<string[]> {
  const path = data ?? (await existing(SHARED_TRAIN));
  const examples = path === undefined ? [] : await readExamples(path);
  const texts = spread(new Set(examples.map(({ context }) => context))).slice(0, count);
  for (let n = 1; texts.length < count; n++) texts.push(generatedText(n));
  return texts;
}

export function makeCorpus(examples: readonly Example[], passages: number, questions: number): Corpus {
  const texts: string[] = [];
  let expected = 0;
  for (const text of spread(new Set(examples.map(({ context }) => context)))) {
    if (expected >= passages) break;
    texts.push(text);
    expected += expectedPassages(text);
  }
  const real = texts.length;
  for (let n = 1; expected < passages; n++, expected++) texts.push(generatedText(n));
  const taught = new Set(texts);
  const asked = [...new Set(examples.filter(({ context }) => taught.has(context)).map(({ question }) => question))];
  const chosen = spread(asked).slice(0, questions);
  for (let n = 1; chosen.length < questions && n <= texts.length - real; n++) chosen.push(generatedQuestion(n));
  return {
    texts,
    questions: chosen,
    source: [real > 0 ? `${real} real texts` : '', real < texts.length ? `${texts.length - real} generated texts` : '']
      .filter(Boolean)
      .join(' and '),
  };
}

function expectedPassages(text: string): number {
  return Math.max(1, Math.round(text.split(/\s+/u).length / WORDS_OF_A_PASSAGE));
}

/** All items, neighbours far apart: files are sorted by domain, and a part of them should have something of each. */
function spread<T>(items: Iterable<T>): T[] {
  const all = [...items];
  const golden = (Math.sqrt(5) - 1) / 2;
  return all
    .map((item, i) => ({ item, at: (i * golden) % 1 }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
