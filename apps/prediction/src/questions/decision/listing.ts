import type { AnswerSource } from '@personal-assistant/contracts';
import type { Candidate } from '../../reading/reader.js';
import type { Claim } from './agreement.js';
import { sourceOf } from './said.js';
import { sameTopic } from './subject.js';
import { compareValues, readValue, type Value } from './values/value.js';

/** Items of one list; the contract takes ten sources. */
const ITEMS = 10;
/** What is much less sure than the best is rather misread than one more of the kind. */
const WEAKEST_ITEM = 0.5;

/**
 * What several sentences and texts name when a question asks for more than one: items of the kind of the best answer, from
 * sentences about the same topic, each once. One when the best sentence names them all: its own words say it better.
 */
export function listed(question: string, best: Claim, sure: readonly Claim[]): AnswerSource[] {
  const [lead] = best.evidence;
  const items: { value: Value; source: AnswerSource }[] = [];
  for (const { value, confidence, evidence } of sure) {
    const [candidate] = evidence;
    if (confidence < best.confidence * WEAKEST_ITEM || value.kind !== best.value.kind) continue;
    if (candidate !== lead && !sameTopic(question, lead, candidate)) continue;
    for (const source of itemsOf(candidate)) {
      const itemValue = readValue(source.answer ?? '', question);
      if (items.every((item) => !alike(item.value, itemValue))) items.push({ value: itemValue, source });
    }
  }
  if (items.every(({ source }) => source.quote === lead.quote)) return [sourceOf(lead)];
  return items
    .slice(0, ITEMS)
    .map(({ source }) => source)
    .sort(inOrder(question));
}

/** Named again, or part of what is named already (`Tuesday` of `Monday to Friday`). */
function alike(a: Value, b: Value): boolean {
  const relation = compareValues(a, b);
  return relation === 'same' || (relation === 'compatible' && a.kind === 'moment');
}

/** `Ana Ferreira and Tom Okafor` are two, `Monday to Friday` is one. */
function itemsOf(candidate: Candidate): AnswerSource[] {
  const parts = candidate.answer.split(/\s*,\s*(?:and|or)\s+|\s*[,;]\s*|\s+(?:and|as well as)\s+/u).filter(Boolean);
  const plain = parts.length > 1 && parts.every((part) => part.split(/\s+/u).length <= 4);
  return (plain ? parts : [candidate.answer]).map((part) => sourceOf(candidate, part));
}

/** Days in the order of the week, all else as sure as it is. */
function inOrder(question: string): (a: AnswerSource, b: AnswerSource) => number {
  const first = ({ answer = '' }: AnswerSource): number => {
    const value = readValue(answer, question);
    const days = value.kind === 'moment' ? (value.moment.days ?? 0) : 0;
    return days === 0 ? 0 : Math.log2(days & -days);
  };
  return (a, b) => first(a) - first(b);
}
