import type { AnswerSource } from '@personal-assistant/contracts';
import type { Candidate } from '../../reading/reader.js';
import { agree, type Claim, SOURCES } from './agreement.js';
import { contradicting } from './contradiction.js';
import { listed } from './listing.js';
import { questionForm } from './question-form.js';
import { composed, type Said, sourceOf } from './said.js';
import { answerYesNo } from './yes-no/answer-yes-no.js';

/** What is said to a question. */
export interface Decision {
  /** How likely it answers the question, 0 to 1; also where nothing is said. */
  readonly confidence: number;
  /** `undefined`: not taught. */
  readonly said?: Said;
}

/**
 * Decides what is said: an answer with all texts that give it, both sides of a contradiction, a list, yes or no, or
 * nothing below the threshold.
 *
 * @param question as it can be understood alone
 * @param threshold confidence below which the version says «not taught»
 */
export function decide(question: string, candidates: readonly Candidate[], threshold: number): Decision {
  const claims = agree(question, candidates);
  const [best] = claims;
  if (!best) return { confidence: 0 };
  const { confidence } = best;
  if (confidence < threshold) return { confidence };
  const sure = claims.filter((claim) => claim.confidence >= threshold);
  return { confidence, said: say(question, best, sure) };
}

/** The claim that {@link decide} goes by, whatever the threshold: what a version is calibrated with. */
export function likeliest(question: string, candidates: readonly Candidate[]): Claim | undefined {
  return agree(question, candidates)[0];
}

/**
 * What the likeliest claim would have said, whatever the threshold: yes or no, or the sentence about it, where that is
 * asked. Texts that contradict each other count as the likeliest of them.
 */
export function foreseen(question: string, candidates: readonly Candidate[]): AnswerSource | undefined {
  const claims = agree(question, candidates);
  const [best] = claims;
  if (!best) return undefined;
  const said = questionForm(question) === 'yes-no' ? answerYesNo(question, claims) : undefined;
  const [source] = said === undefined || said.form === 'CONTRADICTION' ? [] : said.sources;
  return source ?? sourceOf(best.evidence[0]);
}

function say(question: string, best: Claim, sure: readonly Claim[]): Said {
  const form = questionForm(question);
  if (form === 'yes-no') return answerYesNo(question, sure);
  if (form === 'list') {
    const items = listed(question, best, sure);
    if (items.length > 1) return composed('LIST', items);
  } else {
    const sides = contradicting(question, best, sure);
    if (sides.length > 1) return composed('CONTRADICTION', sides);
  }
  return composed(
    'ANSWER',
    best.evidence.slice(0, SOURCES).map((candidate) => sourceOf(candidate)),
  );
}
