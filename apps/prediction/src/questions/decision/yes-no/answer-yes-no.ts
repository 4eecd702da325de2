import type { AnswerSource } from '@personal-assistant/contracts';
import { type Claim, SOURCES } from '../agreement.js';
import { composed, type Said, sourceOf } from '../said.js';
import { type Verdict, verdict } from './verdict.js';

/** A sentence much less sure to be about the question does not decide it. */
const WEAKEST = 0.75;
/** One that says the opposite is heard sooner. */
const WEAKEST_OBJECTION = 0.5;

/**
 * Yes or no where a taught sentence plainly says so, both where texts disagree, and else the sentence itself: a wrong yes
 * is worse than none.
 *
 * @param sure claims that may be said, surest first; at least one
 */
export function answerYesNo(question: string, sure: readonly Claim[]): Said {
  const [best] = sure;
  if (!best) throw new Error('there is nothing to say');
  const judged = sure
    .flatMap((claim) => claim.evidence)
    .map((candidate) => ({ candidate, verdict: verdict(question, candidate.quote) }));
  const strength = best.evidence[0].confidence;
  const clear = judged.filter(
    ({ verdict: one, candidate }) => one !== 'unclear' && candidate.confidence >= strength * WEAKEST_OBJECTION,
  );
  const lead = clear.find(({ candidate }) => candidate.confidence >= strength * WEAKEST);
  if (!lead) {
    const [candidate] = best.evidence;
    return composed('STATEMENT', [sourceOf(candidate, candidate.quote)]);
  }
  const of = (wanted: Verdict): AnswerSource[] =>
    clear
      .filter(({ verdict: one }) => one === wanted)
      .map(({ candidate }) => sourceOf(candidate, wanted === 'yes' ? 'Yes' : 'No'));
  const [yes, no] = [of('yes'), of('no')];
  if (yes.length === 0 || no.length === 0) return composed('ANSWER', distinct([...yes, ...no]).slice(0, SOURCES));
  const both = distinct([...yes, ...no]).sort((a, b) => b.trainDataId - a.trainDataId);
  return composed('CONTRADICTION', both.slice(0, SOURCES));
}

function distinct(sources: readonly AnswerSource[]): AnswerSource[] {
  return sources.filter(({ trainDataId }, i) => sources.findIndex((other) => other.trainDataId === trainDataId) === i);
}
