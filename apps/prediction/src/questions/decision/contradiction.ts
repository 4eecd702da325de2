import type { AnswerSource } from '@personal-assistant/contracts';
import type { Candidate } from '../../reading/reader.js';
import { type Claim, SOURCES } from './agreement.js';
import { sourceOf } from './said.js';
import { samePoint } from './subject.js';
import { compareValues } from './values/value.js';

/** A side much less sure than the best is rather misread than taught differently. */
const WEAKEST_SIDE = 0.5;

/**
 * The sides of a contradiction, newest first; fewer than two when the texts do not contradict the best claim. They do when
 * answers of one kind exclude each other and their sentences speak of the same point.
 *
 * Newest is what was taught last: ids of texts ascend with the time of teaching, which is when somebody knew it; approval
 * only follows.
 */
export function contradicting(question: string, best: Claim, sure: readonly Claim[]): AnswerSource[] {
  const sides: Claim[] = [best];
  for (const claim of sure) {
    if (claim.confidence < best.confidence * WEAKEST_SIDE) continue;
    if (sides.every((side) => contradicts(question, side, claim))) sides.push(claim);
  }
  return sides
    .map(({ evidence }) => newest(evidence))
    .sort((a, b) => b.trainDataId - a.trainDataId)
    .slice(0, SOURCES)
    .map((candidate) => sourceOf(candidate));
}

function contradicts(question: string, a: Claim, b: Claim): boolean {
  if (compareValues(a.value, b.value) !== 'different') return false;
  return a.evidence.some((x) => b.evidence.some((y) => x.trainDataId !== y.trainDataId && samePoint(question, x, y)));
}

function newest(evidence: readonly [Candidate, ...Candidate[]]): Candidate {
  return evidence.reduce((latest, other) => (other.trainDataId > latest.trainDataId ? other : latest));
}
