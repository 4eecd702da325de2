import { cosine, type Passage, type RankedPassage, type VersionParts } from '@personal-assistant/prediction/evaluation';
import type { AskedQuestion } from '../data/selection.js';
import type { Candidate } from '../measures/judgement.js';
import type { Progress } from '@personal-assistant/measuring';

/**
 * The product's reader on the right text alone: what is left to win by better retrieval. It sees every window of the text,
 * nearest first.
 */
export async function readGoldPassages(
  questions: readonly AskedQuestion[],
  vectors: readonly Float32Array[],
  passages: readonly Passage[],
  contextOf: ReadonlyMap<number, string>,
  parts: VersionParts,
  progress: Progress,
): Promise<(Candidate | null)[]> {
  const windows = new Map<string, Passage[]>();
  for (const passage of passages) {
    const context = contextOf.get(passage.trainDataId);
    if (context !== undefined) windows.set(context, [...(windows.get(context) ?? []), passage]);
  }
  const reader = parts.reader.create();
  const done = progress.stage('Reading the right texts', questions.length);
  const results: (Candidate | null)[] = [];
  for (const [i, { question, context, answerable }] of questions.entries()) {
    const own = windows.get(context);
    const vector = vectors[i];
    if (!answerable || !own || !vector) {
      results.push(null);
    } else {
      const [best] = await reader.read({ text: question, vector }, nearestFirst(own, vector), 'background');
      results.push({
        answer: best?.answer ?? '',
        quote: best?.quote ?? '',
        context,
        confidence: best?.confidence ?? 0,
      });
    }
    done(i + 1);
  }
  return results;
}

/** As if both searches had found exactly these, in this order, and none were likelier to answer. */
function nearestFirst(windows: readonly Passage[], vector: Float32Array): RankedPassage[] {
  return windows
    .map((passage) => ({ passage, similarity: cosine(vector, passage.vector) }))
    .sort((a, b) => b.similarity - a.similarity)
    .map(({ passage }, i) => ({
      ...passage,
      vectorRank: i + 1,
      wordRank: i + 1,
      fused: 1 / (i + 1),
      share: 1 / windows.length,
    }));
}
