import type { Words } from './words.js';

/** What kind of thing a question asks for, as far as its words tell. */
export type ExpectedAnswer = 'number' | 'time' | 'person' | 'place' | 'open';

const TIME =
  /\bwhen\b|\b(?:what|which) (?:time|day|date|year|month|hours?|weekday)\b|\bhow (?:long|often|late|early|soon)\b/iu;
const NUMBER =
  /\bhow (?:many|much|old|far|tall|big|high|large|deep|fast)\b|\b(?:what|which)\b[^?]{0,20}\b(?:number|percentage|price|amount|age|cost|extension|code|pin)\b/iu;
const PERSON = /\bwho(?:m|se)?\b/iu;
const PLACE = /\bwhere\b|\b(?:what|which) (?:room|floor|building|city|country|address|place|street)\b/iu;

export function expectedAnswer(question: string): ExpectedAnswer {
  if (TIME.test(question)) return 'time';
  if (NUMBER.test(question)) return 'number';
  if (PERSON.test(question)) return 'person';
  if (PLACE.test(question)) return 'place';
  return 'open';
}

const NUMBER_WORDS = wordSet(
  'one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred thousand million billion half dozen once twice none several',
);
const TIME_WORDS = wordSet(
  'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december ' +
    'am pm noon midnight morning afternoon evening night today tomorrow yesterday weekend weekday daily weekly monthly yearly annually quarterly ' +
    'second minute hour day week month year century spring summer autumn winter christmas easter before after until during later soon always',
);
const PLACE_WORDS = wordSet(
  'in at on near behind under above next between inside outside upstairs downstairs floor room building street road city desk drawer cupboard cabinet kitchen lobby basement entrance office garage hall',
);

/** True when the sentence has a thing of the expected kind that the question did not bring itself. */
export function hasExpected(expected: ExpectedAnswer, question: Words, sentence: Words): boolean {
  const fresh = sentence.list.filter((word) => !question.stems.has(word.stem));
  switch (expected) {
    case 'number':
      return fresh.some(({ surface }) => /\d/.test(surface) || NUMBER_WORDS.has(surface));
    case 'time':
      return fresh.some(
        ({ surface, stem }) =>
          /\d/.test(surface) || TIME_WORDS.has(surface) || TIME_WORDS.has(stem) || NUMBER_WORDS.has(surface),
      );
    case 'person': {
      const [first] = sentence.list;
      return (
        fresh.some((word) => word.capital && word !== first) ||
        (first !== undefined && fresh[0] === first && fresh[1]?.capital === true)
      );
    }
    case 'place':
      return fresh.some(({ surface, stem }) => PLACE_WORDS.has(surface) || PLACE_WORDS.has(stem));
    case 'open':
      return true;
  }
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
