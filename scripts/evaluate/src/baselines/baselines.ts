import { cosine, type Passage, type VersionParts } from '@personal-assistant/prediction/evaluation';
import type { AskedQuestion } from '../data/selection.js';
import type { Candidate } from '../measures/judgement.js';
import type { Progress } from '@personal-assistant/measuring';
import { Bm25, type Scored } from './bm25.js';
import { readGoldPassages } from './gold-passage.js';
import { sentencesOf } from './sentences.js';

/** Candidates by question, in the order of the questions; `null` where a way of answering does not apply. */
export interface BaselineCandidates {
  readonly bm25: readonly Candidate[];
  readonly minilm: readonly Candidate[];
  /** The version's reader, given the right text; only of answerable questions. */
  readonly goldPassage: readonly (Candidate | null)[];
}

/** Texts embedded at the same time: enough to keep every core busy. */
const AT_ONCE = 16;

/**
 * Simple ways of answering from the same passages.
 *
 * @param contextOf the taught context of a train data id
 */
export async function answerByBaselines(
  questions: readonly AskedQuestion[],
  passages: readonly Passage[],
  contextOf: ReadonlyMap<number, string>,
  parts: VersionParts,
  progress: Progress,
): Promise<BaselineCandidates> {
  const toCandidate = (best: Scored | undefined): Candidate => ({
    answer: best?.sentence.text ?? '',
    quote: best?.sentence.text ?? '',
    context: best ? (contextOf.get(best.sentence.trainDataId) ?? null) : null,
    confidence: best?.score ?? 0,
  });
  const sentences = sentencesOf(passages);
  const bm25 = new Bm25(sentences);

  const embed = (what: string, texts: readonly string[]) =>
    inBatches(texts, (text) => parts.embedder.embed(text, 'background'), progress.stage(what, texts.length));
  const sentenceVectors = await embed(
    'Embedding sentences for the baselines',
    sentences.map(({ text }) => text),
  );
  const questionVectors = await embed(
    'Embedding questions',
    questions.map(({ question }) => question),
  );
  const nearest = (vector: Float32Array): Scored | undefined => {
    let best: Scored | undefined;
    sentences.forEach((sentence, i) => {
      const score = cosine(vector, sentenceVectors[i] ?? new Float32Array());
      if (!best || score > best.score) best = { sentence, score };
    });
    return best;
  };
  return {
    bm25: questions.map(({ question }) => toCandidate(bm25.best(question))),
    minilm: questionVectors.map((vector) => toCandidate(nearest(vector))),
    goldPassage: await readGoldPassages(questions, questionVectors, passages, contextOf, parts, progress),
  };
}

async function inBatches<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  done: (count: number) => void,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
    done(results.length);
  }
  return results;
}
