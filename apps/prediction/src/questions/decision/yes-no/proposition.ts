import { stem } from '../../../reading/stem.js';
import { contentWords, readWords, type Word } from '../../../reading/words.js';
import { type Amount, readAmount } from '../values/amount.js';
import { joinMoments, type Moment, momentPieces, withoutMoments } from '../values/moment.js';
import { withDigits } from '../values/number-words.js';

/** `may`: something is allowed; `must`: it is required; `is`: it is so. */
export type Modality = 'may' | 'must' | 'is';

/** What a question asks or a clause says, as far as that can be told safely. */
export interface Proposition {
  readonly modality: Modality;
  readonly affirmed: boolean;
  /** Denied by a word of its own (`not`), and not by an opposite (`closed`). */
  readonly negated: boolean;
  /** What it is about, without what says when, how many, and whether it may or must be. */
  readonly words: readonly Word[];
  readonly moment: Moment | undefined;
  readonly limit: { readonly amount: Amount; readonly stem: string } | undefined;
  readonly past: boolean;
  readonly universal: boolean;
}

/** With these, a sentence holds only sometimes, for some, or for sure to nobody. */
const HEDGED =
  /\b(?:if|unless|except|excluding|apart from|only|but|however|although|though|while|whereas|provided|depending|depends|as long as|otherwise|instead|usually|normally|often|sometimes|mostly|generally|typically|occasionally|rarely|seldom|hardly|probably|maybe|perhaps|possibly|likely|planned?|plans|supposed|hopefully|might|could|would|should|some|most|few|many|several|half|certain|selected|other|without|or|whether|think|believe|heard|rumou?r|try|tries|hope|used to|no longer|not yet|soon|almost|nearly|whenever|when|where|because|so that|request|appointment|approval|permission)\b|\?/iu;
const PROHIBITED = /\b(?:forbidden|prohibited|banned|disallowed|off[- ]limits)\b/u;
const ALLOWED = /\b(?:allowed|permitted|welcome|permissible|can|may|possible|ok|okay|fine to)\b/u;
const REQUIRED =
  /\b(?:must|have to|has to|need to|needs to|required|mandatory|compulsory|necessary|obligatory|needed)\b/u;
const OPTIONAL = /\b(?:optional|voluntary)\b/u;
const NEGATION = /\b(?:not|never|nobody|no one|none|neither|nor|no)\b/gu;
const PAST = /\b(?:was|were|did|had|used to)\b/u;
const UNIVERSAL = /\b(?:all|every|everyone|everybody|always|any time|anytime|only)\b/u;
const LIMIT =
  /\b(?<kind>up to|at most|no more than|not more than|maximum(?: of)?|max\.?|at least|a? ?minimum(?: of)?)\s+(?<amount>\d[\d.,]*(?:\s*[€$£%]|\s+[a-z]+)?)/u;
const COUNT = /\b(?<amount>\d[\d.,]*\s+[a-z]+)/u;

/** Said apart from the rest: modality, negation, and words that change nothing. */
const ASIDE = new Set(
  (
    'allowed permitted welcome permissible possible ok okay fine forbidden prohibited banned disallowed required mandatory compulsory ' +
    'necessary obligatory needed need needs optional voluntary never nobody one always also already currently now course ' +
    'stay stays stayed remain remains everyone everybody anyone anybody someone people person use cannot today true really still ever'
  )
    .split(' ')
    .map(stem),
);
/** One said of the other's opposite denies it. */
const OPPOSITES: ReadonlyMap<string, string> = new Map(
  (
    [
      ['closed', 'open'],
      ['shut', 'open'],
      ['unavailable', 'available'],
      ['excluded', 'included'],
      ['invisible', 'visible'],
      ['broken', 'working'],
      ['cold', 'heated'],
    ] as const
  ).map(([negative, positive]) => [stem(negative), stem(positive)]),
);

/** @returns `undefined` when the text is hedged, denies twice, or says when in more ways than one. */
export function readProposition(text: string, asked = false): Proposition | undefined {
  const plain = withDigits(expand(text.normalize('NFKC').toLowerCase()));
  const limited = LIMIT.exec(plain);
  const unlimited = limited ? plain.replace(limited[0], ' ') : plain;
  const counted = asked && !limited ? COUNT.exec(withoutMoments(unlimited)) : null;
  const core = counted ? unlimited.replace(counted[0], ' ') : unlimited;
  const pieces = momentPieces(core);
  const moment = joinMoments(pieces);
  if (pieces.length > 0 && !moment) return undefined;
  const timeless = withoutMoments(core, pieces);
  if (
    HEDGED.test(
      asked
        ? timeless.replaceAll('?', '').replace(/\b(?:could|would|should|if|whether|or not|only)\b/gu, '')
        : timeless,
    )
  ) {
    return undefined;
  }
  const negated = [...timeless.matchAll(NEGATION)].length;
  const negations = negated + (PROHIBITED.test(timeless) || OPTIONAL.test(timeless) ? 1 : 0);
  const { words, opposites } = positive(wordsOf(text, timeless, (limited ?? counted)?.groups?.amount));
  if (negations + opposites > 1) return undefined;
  return {
    modality: modalityOf(timeless),
    affirmed: negations + opposites === 0,
    negated: negated > 0,
    words,
    moment,
    limit: limitOf(limited ?? counted),
    past: PAST.test(timeless),
    universal: UNIVERSAL.test(timeless),
  };
}

function expand(text: string): string {
  return text
    .replace(/\bcan(?:['’]t|not)\b/gu, 'can not')
    .replace(/\bwon['’]t\b/gu, 'will not')
    .replace(/n['’]t\b/gu, ' not');
}

function modalityOf(text: string): Modality {
  // «Must not» and «may not» forbid; «need not» does not require.
  if (PROHIBITED.test(text) || /\b(?:must|may) not\b/u.test(text)) return 'may';
  if (REQUIRED.test(text) || OPTIONAL.test(text) || /\bneed not\b/u.test(text)) return 'must';
  return ALLOWED.test(text) ? 'may' : 'is';
}

/** Content words of what is left of the text, with the capitals of the whole. */
function wordsOf(text: string, left: string, amount: string | undefined): Word[] {
  const capitals = new Set(
    readWords(text)
      .list.slice(1)
      .filter(({ capital }) => capital)
      .map(({ surface }) => surface),
  );
  const counted = readWords(amount ?? '').list.filter(({ surface }) => !/\d/u.test(surface));
  const words = contentWords(readWords(left)).filter((word) => !ASIDE.has(word.stem));
  const all = [...counted.filter(({ stem: own }) => words.every((word) => word.stem !== own)), ...words];
  return all.map((word) => ({ ...word, capital: capitals.has(word.surface) }));
}

function positive(words: readonly Word[]): { words: Word[]; opposites: number } {
  let opposites = 0;
  const turned = words.map((word) => {
    const opposite = OPPOSITES.get(word.stem);
    if (opposite === undefined) return word;
    opposites += 1;
    return { ...word, stem: opposite };
  });
  return { words: turned, opposites };
}

function limitOf(match: RegExpExecArray | null): Proposition['limit'] {
  const { amount = '', kind = '' } = match?.groups ?? {};
  const read = readAmount(amount);
  if (!read) return undefined;
  const bound = kind === '' ? undefined : /least|min/u.test(kind) ? ('least' as const) : ('most' as const);
  const noun = readWords(amount).list.at(-1)?.stem ?? '';
  return { amount: bound ? { ...read, bound } : read, stem: noun };
}
