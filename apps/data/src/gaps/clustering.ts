import { cosine } from './embedding.js';

/**
 * Least cosine of a question and a gap's centroid from which they ask the same. Measured on paraphrases and on different
 * questions about one subject, see docs/experiments.md, «Which questions ask the same».
 */
export const SAME_QUESTION = 0.75;

export interface Cluster {
  id: number;
  count: number;
  /** Mean of its questions' vectors. */
  centroid: Float32Array;
  /** Vector of the question that names it. */
  label: Float32Array;
}

/** The cluster that a question belongs to: the nearest one, if that is near enough. */
export function nearest<C extends Cluster>(question: Float32Array, clusters: readonly C[]): C | undefined {
  let best: C | undefined;
  let highest = SAME_QUESTION;
  for (const cluster of clusters) {
    const similarity = cosine(question, cluster.centroid);
    if (similarity >= highest) {
      best = cluster;
      highest = similarity;
    }
  }
  return best;
}

/** The centroid with one question more, and whether that question is nearer to it than the one that names the cluster. */
export function withQuestion(
  { centroid, count, label }: Cluster,
  question: Float32Array,
): { centroid: Float32Array; moreTypical: boolean } {
  const moved = centroid.map((value, i) => value + ((question[i] ?? 0) - value) / (count + 1));
  return { centroid: moved, moreTypical: cosine(question, moved) > cosine(label, moved) };
}
