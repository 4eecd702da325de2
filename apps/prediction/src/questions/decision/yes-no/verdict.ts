import type { Word } from '../../../reading/words.js';
import { plainQuestion } from '../question-form.js';
import { type Clock, HALF_DAY } from '../values/clock.js';
import type { Moment } from '../values/moment.js';
import { type Proposition, readProposition } from './proposition.js';

export type Verdict = 'yes' | 'no' | 'unclear';

/** Those who ask are among them. */
const US = new Set('member employe staff colleague'.split(' '));

/**
 * Whether a taught sentence plainly says yes or no to a question. It must be about exactly what was asked: every content
 * word of the question in it and none besides, of the same modality, without conditions. Days and hours may follow from
 * a stretch of time that is named, numbers from a limit. Everything else is unclear.
 */
export function verdict(question: string, sentence: string): Verdict {
  const asked = readProposition(plainQuestion(question).replace(/^(?:if|whether)\s+/iu, ''), true);
  if (!asked) return 'unclear';
  // «Isn't it open?» is answered by yes and no alike.
  if (asked.negated || asked.words.length === 0) return 'unclear';
  const verdicts = clausesOf(sentence).map((clause) => judge(asked, clause, /\b(?:i|we|my|our)\b/iu.test(question)));
  const clear = verdicts.filter((one) => one !== 'unclear');
  return clear.length === 1 ? (clear[0] ?? 'unclear') : 'unclear';
}

/** Clauses joined by a semicolon or a dash stand for themselves; a condition in one is felt in all. */
function clausesOf(sentence: string): string[] {
  const clauses = sentence.split(/[;]|\s[–—-]\s/u).filter((clause) => clause.trim() !== '');
  return clauses.every((clause) => readProposition(clause)) ? clauses : [];
}

function judge(asked: Proposition, clause: string, byUs: boolean): Verdict {
  const said = readProposition(clause);
  if (said?.past !== asked.past || said.modality !== asked.modality) return 'unclear';
  if (asked.universal && !said.universal) return 'unclear';
  if (!sameWords(asked, said, clause, byUs)) return 'unclear';
  const within = and(withinLimit(asked, said), withinMoment(asked.moment, said.moment));
  if (within === 'unclear') return 'unclear';
  // What is denied for some days or numbers may hold for others.
  if (!said.affirmed && within === 'no') return 'unclear';
  return (within === 'yes') === (said.affirmed === asked.affirmed) ? 'yes' : 'no';
}

function sameWords(asked: Proposition, said: Proposition, clause: string, byUs: boolean): boolean {
  const stems = said.words.map(({ stem }) => stem);
  const needed = asked.words.filter(({ stem }) => !(stem === 'bring' && asked.modality === 'may'));
  if (needed.length === 0 || !needed.every(({ stem }) => stems.includes(stem))) return false;
  const wanted = new Set(asked.words.map(({ stem }) => stem));
  const extras = said.words.filter(({ stem }) => !wanted.has(stem) && !(byUs && US.has(stem)));
  if (!extras.every((extra) => coordinated(extra, wanted, clause))) return false;
  return inOrder(asked.words, stems);
}

/** `Dogs and cats are allowed`: the other one of a pair takes nothing away. */
function coordinated({ surface }: Word, wanted: ReadonlySet<string>, clause: string): boolean {
  const text = clause.toLowerCase();
  const pair = new RegExp(
    String.raw`(?:\b${escape(surface)} and (?:the |our )?([\p{L}]+)|\b([\p{L}]+) and (?:the |our )?${escape(surface)}\b)`,
    'u',
  ).exec(text);
  const other = pair?.[1] ?? pair?.[2];
  return other !== undefined && [...wanted].some((stem) => other.startsWith(stem));
}

/** Who does what to whom: names must come in the same order. */
function inOrder(asked: readonly Word[], said: readonly string[]): boolean {
  const names = asked.filter(({ capital }) => capital).map(({ stem }) => said.indexOf(stem));
  return names.every((at, i) => i === 0 || at > (names[i - 1] ?? -1));
}

function withinLimit({ limit: asked }: Proposition, { limit: said }: Proposition): Verdict {
  if (!asked && !said) return 'yes';
  if (!asked || !said || asked.amount.dimension !== said.amount.dimension) return 'unclear';
  const [count, bound] = [asked.amount.low, said.amount.low];
  if (asked.amount.bound) return 'unclear';
  switch (said.amount.bound) {
    case 'most':
      return count <= bound ? 'yes' : 'no';
    case 'least':
      return count >= bound ? 'yes' : 'no';
    case undefined:
      return count === bound ? 'yes' : 'unclear';
  }
}

/** Whether what was asked for lies in what is said. Outside of a named stretch it is a no. */
function withinMoment(asked: Moment | undefined, said: Moment | undefined): Verdict {
  if (asked?.date ?? asked?.part ?? asked?.nth) return sameDate(asked, said);
  if (said?.date ?? said?.part ?? said?.nth) return 'unclear';
  const days = withinDays(asked, said);
  const hours = withinHours(asked, said);
  // Closed on that day, whatever the hours; open at that hour only on days that are told.
  return days === 'no' ? 'no' : and(days, hours);
}

function sameDate(asked: Moment, said: Moment | undefined): Verdict {
  return said && JSON.stringify(asked) === JSON.stringify(said) ? 'yes' : 'unclear';
}

function withinDays(asked: Moment | undefined, said: Moment | undefined): Verdict {
  if (asked?.days === undefined) return said?.days === undefined || said.days === 127 ? 'yes' : 'unclear';
  if (said?.days === undefined) return 'unclear';
  if ((asked.days & said.days) === asked.days) return 'yes';
  return (asked.days & said.days) === 0 && said.stretch ? 'no' : 'unclear';
}

function withinHours(asked: Moment | undefined, said: Moment | undefined): Verdict {
  if (asked?.from ?? asked?.to) return 'unclear';
  if (!asked?.at) return asked?.days !== undefined || (!said?.from && !said?.to && !said?.at) ? 'yes' : 'unclear';
  if (!said?.from || !said.to) return 'unclear';
  const readings = asked.at.ambiguous ? [asked.at.minutes, asked.at.minutes + HALF_DAY] : [asked.at.minutes];
  const verdicts = new Set(readings.map((minutes) => inside(minutes, said.from, said.to)));
  return verdicts.size === 1 ? ([...verdicts][0] ?? 'unclear') : 'unclear';
}

function inside(minutes: number, from: Clock | undefined, to: Clock | undefined): Verdict {
  if (!from || !to || to.minutes <= from.minutes || minutes === to.minutes) return 'unclear';
  return minutes >= from.minutes && minutes < to.minutes ? 'yes' : 'no';
}

function and(a: Verdict, b: Verdict): Verdict {
  if (a === 'unclear' || b === 'unclear') return 'unclear';
  return a === 'no' || b === 'no' ? 'no' : 'yes';
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
}
