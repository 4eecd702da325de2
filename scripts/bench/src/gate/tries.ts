import type { Example, Pair } from '@personal-assistant/measuring';
import { Random } from '@personal-assistant/prediction/evaluation';

/**
 * How a try's pairs are made wrong. `swapped`: the answers change places among the questions about one text, so that they
 * do stand in it, and a reader can learn them; `shuffled`: among all pairs, so that most stand nowhere near.
 */
export type Poison = 'swapped' | 'shuffled';

/** What a group knows, and what each try picks from. */
export interface Material {
  readonly contexts: readonly string[];
  /** Kept for the gate; `answer` `null`: about a text that nobody taught. */
  readonly golden: readonly { question: string; answer: string | null }[];
  /** For the tries, by text. */
  readonly pool: readonly (readonly Pair[])[];
}

/** Golden questions that nothing taught answers, for each one that something does. */
const UNTAUGHT_SHARE = 0.25;

/** @param contexts how many texts the group has; @param golden how many questions the gate asks */
export function materialOf(examples: readonly Example[], contexts: number, golden: number): Material {
  const byContext = new Map<string, Pair[]>();
  // Of a question that is asked about two texts, a workspace keeps the last answer.
  const unique = new Map(examples.map((example) => [example.question.toLowerCase(), example]));
  for (const { context, question, answers } of unique.values()) {
    const pairs = byContext.get(context) ?? [];
    byContext.set(context, pairs);
    pairs.push({ question, answer: answers[0]?.text ?? '' });
  }
  const all = shuffled([...byContext], 1);
  const taught = all.slice(0, contexts);
  const untaught = Math.round(golden * UNTAUGHT_SHARE);
  const asked: Material['golden'][number][] = all
    .slice(contexts, contexts + untaught)
    .flatMap(([, pairs]) => pairs.slice(0, 1))
    .map(({ question }) => ({ question, answer: null }));
  const pool: (readonly Pair[])[] = [];
  for (const [, pairs] of taught) {
    const kept = asked.length < golden ? 1 : 0;
    asked.push(...pairs.slice(0, kept));
    pool.push(pairs.slice(kept));
  }
  return { contexts: taught.map(([context]) => context), golden: asked, pool };
}

/** Pairs of whole texts, at least `count` where there are so many; made wrong as `poison` says. */
export function pairsOf({ pool }: Material, count: number, seed: number, poison: Poison | null): Pair[] {
  const texts: (readonly Pair[])[] = [];
  let found = 0;
  for (const pairs of shuffled(pool, seed)) {
    if (found >= count) break;
    texts.push(pairs);
    found += pairs.length;
  }
  switch (poison) {
    case null:
      return texts.flat();
    case 'swapped':
      return texts.flatMap(rotated);
    case 'shuffled':
      return rotated(shuffled(texts.flat(), seed));
  }
}

/** Each question with the answer of the next one that has another. */
function rotated(pairs: readonly Pair[]): Pair[] {
  return pairs.flatMap(({ question, answer }, i) => {
    const others = [...pairs.slice(i + 1), ...pairs.slice(0, i)];
    const other = others.find((pair) => pair.answer.toLowerCase() !== answer.toLowerCase());
    return other ? [{ question, answer: other.answer }] : [];
  });
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = new Random(seed);
  return items
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
