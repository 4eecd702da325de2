import type { RetrievedPassage } from '../retrieval/passage.js';
import { claimsOf, renumbered, withPlainMarks } from './citations.js';
import type { GeneratedAnswer } from './generator.js';
import { DECLINED } from './prompt.js';
import { statement } from './statement.js';
import { type Evidence, evidenceOf, saysSomething, supportFor } from './support.js';

/** Why a model's answer is not shown: it says itself that it cannot, cites nothing, or cites what does not say so. */
export type Refusal = 'declined' | 'uncited' | 'unsupported';

/** Contract of the answer route; an answer with more is no answer but a recital. */
const MOST_SOURCES = 10;

/**
 * Holds an answer against the passages that it cites: each piece of it must be supported by a sentence of a passage that it
 * names. One that is not makes all of it unreliable.
 */
export function checkedAnswer(
  raw: string,
  question: string,
  passages: readonly RetrievedPassage[],
): GeneratedAnswer | Refusal {
  const answer = withPlainMarks(raw, passages.length);
  if (isDeclined(answer)) return 'declined';
  const asked = statement(question);
  const evidence = passages.map((passage) => evidenceOf(passage));
  /** Per mark the sentences that it stands for. */
  const used = new Map<number, Evidence[]>();
  for (const { text, marks } of claimsOf(answer)) {
    if (!saysSomething(text)) continue;
    if (marks.length === 0) return 'uncited';
    const supports = supportFor(
      text,
      asked,
      marks.flatMap((mark) => evidence[mark - 1] ?? []),
    );
    if (supports.length === 0) return 'unsupported';
    for (const support of supports) {
      const mark = marks.find((number) => evidence[number - 1]?.includes(support)) ?? 0;
      const known = used.get(mark) ?? [];
      if (!known.includes(support)) used.set(mark, [...known, support]);
    }
  }
  if (used.size === 0) return 'uncited';
  const worded = withSources(answer, used);
  return worded.sources.length <= MOST_SOURCES ? worded : 'unsupported';
}

/** Overlapping passages hold the same sentence: it is one source, under one number. */
function withSources(answer: string, used: ReadonlyMap<number, readonly Evidence[]>): GeneratedAnswer {
  const sources: GeneratedAnswer['sources'] = [];
  const numberOf = ({ trainDataId, text: quote, start }: Evidence): number => {
    const known = sources.findIndex((source) => source.trainDataId === trainDataId && source.start === start);
    return known >= 0 ? known + 1 : sources.push({ trainDataId, quote, start });
  };
  const numbers = new Map([...used].map(([mark, supports]) => [mark, supports.map(numberOf)]));
  const text = renumbered(answer, (mark) => (sources.length === 1 ? [] : (numbers.get(mark) ?? [])));
  return { text, sources };
}

function isDeclined(answer: string): boolean {
  const bare = answer
    .replace(/\[\d+\]/gu, '')
    .replace(/[^\p{L}\s]/gu, '')
    .trim()
    .toUpperCase();
  return bare.startsWith(DECLINED) || bare.endsWith(DECLINED);
}
