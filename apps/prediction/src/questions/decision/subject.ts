import { stem } from '../../reading/stem.js';
import { contentWords, readWords, type Word } from '../../reading/words.js';
import { momentPieces } from './values/moment.js';

/** Words by which a later text says that it corrects an earlier one. */
const REVISION = stems(
  'now new newly update change current currently move correct instead longer again please note attention',
);
/** Of an earlier time: both sentences may be right. */
const FORMER = stems('old former formerly previous previously past earlier before');
/** For whom or which of several something holds: with and without such a word, sentences speak of different things. */
const SCOPE = stems(
  'guest member visitor staff employee student pupil senior adult child children kid teenager family group team public private ' +
    'small large big little main front back upper lower north south east west left right ground inside outside indoor outdoor ' +
    'summer winter spring autumn holiday weekend weekday morning afternoon evening night monday tuesday wednesday thursday friday saturday sunday ' +
    'january february march april june july august september october november december',
);

/** The words that a sentence has about its subject: all but those that answer. */
function subjectWords(sentence: string, answer: string): Word[] {
  const answering = readWords(answer).stems;
  return contentWords(readWords(sentence)).filter(({ stem }) => !answering.has(stem));
}

/** A taught sentence with the words in it that answer. */
export interface Sentence {
  readonly quote: string;
  readonly answer: string;
}

/**
 * True when two sentences surely speak of the same thing, so that different answers in them exclude each other: both have
 * the same words of the question, and hardly any others. Rather says no: «The gym opens at 8» and «The pool opens at 9»,
 * «… on weekdays» and «… at weekends», «… for guests» and «… for members» do not contradict each other.
 */
export function samePoint(question: string, a: Sentence, b: Sentence): boolean {
  const asked = new Set(contentWords(readWords(question)).map(({ stem }) => stem));
  const [x, y] = [subjectWords(a.quote, a.answer), subjectWords(b.quote, b.answer)];
  const [xStems, yStems] = [stemsOf(x), stemsOf(y)];
  const covered = [...asked].filter((stem) => xStems.has(stem));
  const alike = [...asked].every((stem) => xStems.has(stem) === yStems.has(stem));
  if (covered.length === 0 || !alike || covered.length * 2 < asked.size) return false;
  if ([...xStems, ...yStems].some((stem) => FORMER.has(stem))) return false;
  if (timeScope(a) !== timeScope(b)) return false;
  return fewExtras(a.quote, x, yStems, asked) && fewExtras(b.quote, y, xStems, asked);
}

/** True when two sentences share enough of the question to be listed, or counted, together. */
export function sameTopic(question: string, a: Sentence, b: Sentence): boolean {
  const asked = contentWords(readWords(question)).map(({ stem }) => stem);
  const [x, y] = [stemsOf(subjectWords(a.quote, a.answer)), stemsOf(subjectWords(b.quote, b.answer))];
  const inBest = asked.filter((stem) => x.has(stem));
  return inBest.length > 0 && inBest.every((stem) => y.has(stem));
}

/** At most one word more than the other, which narrows nothing. */
function fewExtras(
  quote: string,
  words: readonly Word[],
  other: ReadonlySet<string>,
  asked: ReadonlySet<string>,
): boolean {
  const extras = words.filter(({ stem }) => !other.has(stem) && !asked.has(stem) && !REVISION.has(stem));
  if (extras.length > 1) return false;
  const all = readWords(quote).list;
  return extras.every((extra) => {
    const at = all.findIndex(({ stem }) => stem === extra.stem);
    const name = extra.capital && at > 0;
    const modifier = asked.has(all[at + 1]?.stem ?? '');
    return !name && !modifier && !SCOPE.has(extra.stem) && !/\d/u.test(extra.surface);
  });
}

/** When a sentence holds, besides what it answers: `on Sundays`, `in winter`. */
function timeScope({ quote, answer }: Sentence): string {
  const at = quote.indexOf(answer);
  const around = at < 0 ? quote : `${quote.slice(0, at)} ${quote.slice(at + answer.length)}`;
  return JSON.stringify(momentPieces(around).map(({ moment }) => moment));
}

function stemsOf(words: readonly Word[]): Set<string> {
  return new Set(words.map(({ stem }) => stem));
}

function stems(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(stem));
}
