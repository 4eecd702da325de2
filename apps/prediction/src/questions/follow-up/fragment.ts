import { type Moment, momentPieces, withoutMoments } from '../decision/values/moment.js';
import { AUXILIARIES, leadingWh, PREPOSITIONS, replacePart, subjectOf, WH_WORDS } from './question-parts.js';

/** «and …», «what about …»: what follows takes the place of something in the question before. */
const JOINED =
  /^(?:(?:and|but|or|also|ok(?:ay)?|so|then)[\s,]+)*(?:(?:what|how) about|what if it['’]?s|and|but|or|also|same for)[\s,]+/iu;
const FINITE = new RegExp(String.raw`(?:^|\s)(?:${AUXILIARIES})\s|n['’]t\b`, 'iu');
const VERB = /^(?:\S+\s+)(?:[a-z]{3,}s|cost|open|close|start|begin|end|run|work|need|get|pay|go|come|happen|mean)\b/iu;
const BARE_WH = new RegExp(String.raw`^${WH_WORDS}$`, 'iu');
const WH_FIRST = new RegExp(String.raw`^(${WH_WORDS})\b\s*`, 'iu');
const PREPOSITION = new RegExp(String.raw`^(${PREPOSITIONS})\s+`, 'iu');
const DETERMINED = /^(?:the|our|my|your|this|that|these|those|a|an)\b/iu;
/** Of one kind: one of them takes another's place. */
const PEOPLE =
  /\b(?:adults?|children|kids?|students?|pupils?|seniors?|guests?|members?|visitors?|staff|employees|families|couples|beginners|teenagers|men|women|pensioners|groups|trainers|colleagues|interns|contractors|freelancers)\b/iu;

/** A piece of a question that makes sense only in place of a piece of another. */
export interface Fragment {
  readonly wh: string | undefined;
  /** The words after it, without `and` and `what about`. */
  readonly rest: string;
}

/**
 * Reads a question that has no verb of its own: «and on Sundays?», «for kids?», «since when?». `undefined` for one that
 * stands alone, or is only joined («and when does it close?»).
 *
 * @param replied a lone word counts as a fragment only in a reply
 */
export function readFragment(question: string, replied: boolean): Fragment | undefined {
  const plain = question.trim().replace(/[?!.\s]+$/u, '');
  const joined = JOINED.exec(plain)?.[0] ?? '';
  const rest = plain.slice(joined.length).trim();
  if (rest === '' || FINITE.test(` ${rest} `) || rest.split(/\s+/u).length > 8) return undefined;
  if (BARE_WH.test(rest)) return { wh: rest, rest: '' };
  const wh = WH_FIRST.exec(rest)?.[1];
  if (wh !== undefined) {
    const after = rest.slice(wh.length).trim();
    const whole = !PREPOSITION.test(after) && withoutMoments(after).trim() !== '';
    return whole ? undefined : { wh, rest: after };
  }
  if (joined !== '')
    return VERB.test(rest) && /^(?:i|we|you|it|they|he|she)\b/iu.test(rest) ? undefined : { wh: undefined, rest };
  const lone =
    replied &&
    /^[\p{L}\p{N}'’-]+$/u.test(rest) &&
    !/^(?:thanks?|ok(?:ay)?|yes|no|cool|great|nice|wow|why)$/iu.test(rest);
  const timed =
    withoutMoments(rest)
      .replace(/\b(?:on|at|in|the|and)\b/giu, '')
      .trim() === '';
  return PREPOSITION.test(rest) || timed || lone ? { wh: undefined, rest } : undefined;
}

/** Puts the fragment into the place of its like in the question before, or at its end. */
export function completeFragment({ wh, rest }: Fragment, previous: string, answer: string | null): string {
  const base = previous.trim().replace(/[?!.\s]+$/u, '');
  const asked = wh === undefined ? base : withWh(base, wh, answer);
  return rest === '' ? asked : withRest(asked, rest);
}

function withWh(base: string, wh: string, answer: string | null): string {
  const old = leadingWh(base);
  if (!old) return `${wh} ${lowered(base)}`;
  const after = base.slice(old.end);
  const subject =
    /^(?:who|what|which)$/iu.test(old.text) && !new RegExp(String.raw`^\s*(?:${AUXILIARIES})\b`, 'iu').test(after);
  // «Who runs the gym?» «Since when?»: since when Maria runs the gym.
  return subject && answer && !/^who/iu.test(wh) ? `${wh} ${answer}${after}` : `${wh}${after}`;
}

function withRest(base: string, rest: string): string {
  const time =
    withoutMoments(rest)
      .replace(/\b(?:on|at|in|the|and)\b/giu, '')
      .trim() === '' && momentPieces(rest)[0];
  if (time) return withTime(base, rest, time.moment);
  const people = PEOPLE.exec(base);
  const preposition = PREPOSITION.exec(rest)?.[1];
  const bare = preposition ? rest.slice(preposition.length).trim() : rest;
  if (PEOPLE.test(bare) && people) {
    return replacePart(base, { start: people.index, end: people.index + people[0].length }, bare);
  }
  if (preposition) return withPreposition(base, rest, preposition);
  if (PEOPLE.test(bare) && !DETERMINED.test(bare)) return `${base} for ${bare}`;
  const subject = subjectOf(base);
  return subject ? replacePart(base, subject, sameArticle(subject.text, rest)) : `${base} ${rest}`;
}

function withTime(base: string, rest: string, moment: Moment): string {
  const like = momentPieces(base).find((piece) => isDay(piece.moment) === isDay(moment));
  if (!like) return `${base} ${rest}`;
  const old = base.slice(like.start, like.end);
  const preposition = PREPOSITION.exec(old)?.[0];
  const words = preposition && !PREPOSITION.test(rest) ? preposition + rest : rest;
  return replacePart(base, like, words);
}

/** A day, date or season takes the place of one, an hour that of an hour. */
function isDay({ at, from, to }: Moment): boolean {
  return !at && !from && !to;
}

/** `for kids` in place of `for adults`. */
function withPreposition(base: string, rest: string, preposition: string): string {
  const like = new RegExp(String.raw`\b${preposition}\s+(?:(?!${PREPOSITIONS}\b)[^\s?]+\s*)+`, 'iu').exec(base);
  if (!like || like.index === 0) return `${base} ${rest}`;
  const end = like.index + like[0].trimEnd().length;
  return replacePart(base, { start: like.index, end }, rest);
}

/** «And pool?» after «the gym» is «the pool». */
function sameArticle(old: string, rest: string): string {
  const article = DETERMINED.exec(old)?.[0];
  return article && !DETERMINED.test(rest) && /^\p{Ll}/u.test(rest) ? `${article} ${rest}` : rest;
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
