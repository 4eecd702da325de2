import type { Candidate } from '../../reading/reader.js';
import { readWords } from '../../reading/words.js';
import { sameTopic } from './subject.js';
import { compareValues, readValue, type Value } from './values/value.js';

/** Sources shown for one answer. */
export const SOURCES = 3;
/** A second text that says the same removes this share of its own confidence from the doubt. Less than 1: texts copy each other. */
const SUPPORT = 0.5;
/** A copied sentence hardly adds anything. */
const COPIED_SUPPORT = 0.15;
/** A text much less sure than the best may agree by chance. */
const WEAKEST_SUPPORT = 0.3;

/** An answer with all texts that give it. */
export interface Claim {
  readonly value: Value;
  /** 0 to 1; with several texts more than that of the best alone. */
  readonly confidence: number;
  /** The best candidate of each text, best first. */
  readonly evidence: readonly [Candidate, ...Candidate[]];
}

/**
 * Puts candidates that say the same together. Confidence is a damped noisy-or: `1 − (1 − p₁) · Π (1 − w · pᵢ)` over the
 * further texts; several candidates of one text count once.
 *
 * @param candidates in any order
 * @returns claims, surest first
 */
export function agree(question: string, candidates: readonly Candidate[]): Claim[] {
  const groups: { value: Value; evidence: [Candidate, ...Candidate[]] }[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.confidence - a.confidence)) {
    const value = readValue(candidate.answer, question);
    const group = groups.find(
      ({ value: known, evidence: [best] }) =>
        compareValues(known, value) === 'same' &&
        (best.trainDataId === candidate.trainDataId || supports(question, best, candidate)),
    );
    if (!group) groups.push({ value, evidence: [candidate] });
    else if (group.evidence.every(({ trainDataId }) => trainDataId !== candidate.trainDataId)) {
      group.evidence.push(candidate);
    }
  }
  return groups
    .map(({ value, evidence }) => ({ value, evidence, confidence: combined(evidence) }))
    .sort((a, b) => b.confidence - a.confidence);
}

function supports(question: string, best: Candidate, other: Candidate): boolean {
  return other.confidence >= best.confidence * WEAKEST_SUPPORT && sameTopic(question, best, other);
}

/** Evidence comes from different texts, best first. */
function combined([best, ...others]: readonly [Candidate, ...Candidate[]]): number {
  const doubt = others
    .slice(0, SOURCES - 1)
    .reduce((left, other) => left * (1 - weight(best, other) * other.confidence), 1 - best.confidence);
  return Math.min(1, 1 - doubt);
}

function weight(best: Candidate, other: Candidate): number {
  return wordsOf(best) === wordsOf(other) ? COPIED_SUPPORT : SUPPORT;
}

function wordsOf({ quote }: Candidate): string {
  return readWords(quote)
    .list.map(({ surface }) => surface)
    .join(' ');
}
