import { describe, expect, it } from 'vitest';
import { sliceCodePoints } from '../retrieval/code-points.js';
import { passage } from '../testing/passage.js';
import { checkedAnswer } from './checked-answer.js';

const WIFI = 'Welcome 😀! The guest Wi-Fi password is sunflower-42. Ask Maria for help.';
const HOURS = 'The gym opens at 7:00 on weekdays. The pool opens at 9:00. It closes at eight in the evening.';
const RULES = 'Dogs are not allowed in the kitchen. The garden is open daily, but not on Sundays.';
const DAYS = 'Yoga is on Monday. Chess is on Friday.';
const MAIL = 'Write to office@club.example, or open https://club.example/join.';
const PASSAGES = [WIFI, HOURS, RULES, DAYS, MAIL].map((text, i) => passage(i + 10, text, 100));

const check = (answer: string, question: string) => checkedAnswer(answer, question, PASSAGES);

describe('an answer that its citation supports', () => {
  it.each([
    [
      'what is the wifi password?',
      'The guest Wi-Fi password is sunflower-42 [1].',
      'The guest Wi-Fi password is sunflower-42.',
    ],
    ['wifi password?', 'The wifi password is "sunflower-42". [1]', 'The guest Wi-Fi password is sunflower-42.'],
    [
      'wifi password?',
      'You can connect with the password sunflower-42 [1].',
      'The guest Wi-Fi password is sunflower-42.',
    ],
    ['when does the gym open?', 'The gym opens at 7 am on weekdays [2].', 'The gym opens at 7:00 on weekdays.'],
    ['when does the gym open?', 'At seven [2].', 'The gym opens at 7:00 on weekdays.'],
    ['when does the pool close?', 'The pool closes at 8 in the evening [2].', 'It closes at eight in the evening.'],
    [
      'are dogs allowed in the kitchen?',
      'No, dogs are not allowed in the kitchen [3].',
      'Dogs are not allowed in the kitchen.',
    ],
    ['is the garden open?', 'Yes, the garden is open daily [3].', 'The garden is open daily, but not on Sundays.'],
    ['when is chess?', 'According to passage [4], chess is on Friday [4].', 'Chess is on Friday.'],
    ['how do I reach the office?', 'Write to office@club.example [5].', MAIL],
  ])('%s — %s', (question, answer, quote) => {
    const checked = check(answer, question);
    expect(checked).toMatchObject({ sources: [{ quote }] });
  });

  it('has its quote where it stands in the taught text, and no mark when there is one source', () => {
    const checked = check('The password is sunflower-42 [1].', 'wifi password?');
    const quote = 'The guest Wi-Fi password is sunflower-42.';
    expect(checked).toEqual({
      text: 'The password is sunflower-42.',
      sources: [{ trainDataId: 10, quote, start: 111 }],
    });
    expect(sliceCodePoints(WIFI, 11, 11 + quote.length)).toBe(quote);
  });

  it('numbers several sources in the order of the answer, and drops a citation that adds nothing', () => {
    expect(check('Chess is on Friday [4][1]. The gym opens at 7 [2].', 'chess? gym?')).toEqual({
      text: 'Chess is on Friday [1]. The gym opens at 7 [2].',
      sources: [
        { trainDataId: 13, quote: 'Chess is on Friday.', start: 119 },
        { trainDataId: 11, quote: 'The gym opens at 7:00 on weekdays.', start: 100 },
      ],
    });
  });

  it('may join two sentences of one text', () => {
    const checked = check('The gym opens at 7 and the pool opens at 9 [2].', 'when do gym and pool open?');
    expect(checked).toMatchObject({
      text: 'The gym opens at 7 and the pool opens at 9 [1][2].',
      sources: [{ quote: 'The gym opens at 7:00 on weekdays.' }, { quote: 'The pool opens at 9:00.' }],
    });
  });

  it('has one source for a sentence that two overlapping passages hold', () => {
    const overlapping = [passage(1, DAYS), passage(1, 'Chess is on Friday.', 19)];
    expect(checkedAnswer('Chess is on Friday [1][2].', 'when is chess?', overlapping)).toEqual({
      text: 'Chess is on Friday.',
      sources: [{ trainDataId: 1, quote: 'Chess is on Friday.', start: 19 }],
    });
  });
});

describe('a sentence that is repeated with a change', () => {
  const HALL =
    'The big hall can be booked by members for birthday parties in the summer months. Guests pay a fee for the small room.';
  const said = (answer: string) => checkedAnswer(`${answer} [1].`, 'who can book the big hall?', [passage(1, HALL)]);

  it.each([
    ['as it stands', 'The big hall can be booked by members for birthday parties in the summer months'],
    ['shortened', 'The big hall can be booked by members for birthday parties'],
    ['in another order', 'In the summer months the big hall can be booked by members for birthday parties'],
    ['in other words', 'Members may rent the big hall for birthday parties'],
  ])('is supported %s', (_, answer) => {
    expect(said(answer)).toMatchObject({ sources: [{ start: 0 }] });
  });

  it.each([
    ['another word', 'The big hall can be booked by members for wedding parties in the summer months'],
    ['another word at the end', 'The big hall can be booked by members for birthday parties in the winter'],
    ['a word of another sentence', 'The big hall can be booked by guests for birthday parties in the summer months'],
  ])('is not with %s', (_, answer) => {
    expect(said(answer)).toBe('unsupported');
  });
});

describe('an answer without support', () => {
  it.each([
    ['another password', 'wifi password?', 'The wifi password is tulip [1].'],
    ['another number', 'wifi password?', 'The wifi password is sunflower-43 [1].'],
    ['the number of another sentence', 'when does the gym open?', 'The gym opens at 9 [2].'],
    ['a number in words', 'when does the gym open?', 'The gym opens at six [2].'],
    ['another passage', 'wifi password?', 'The wifi password is sunflower-42 [3].'],
    ['another day', 'when is chess?', 'Chess is on Monday [4].'],
    ['another day, which the question suggests', 'is chess on Monday?', 'Yes, chess is on Monday [4].'],
    ['a name from nowhere', 'who helps with the wifi?', 'You can ask Peter for help [1].'],
    ['the contrary', 'are dogs allowed in the kitchen?', 'Dogs are allowed in the kitchen [3].'],
    ['the contrary of an exception', 'is the garden open on Sundays?', 'Yes, the garden is open on Sundays [3].'],
    ['a denial', 'does the gym open on weekdays?', 'The gym does not open on weekdays [2].'],
    ['an address from nowhere', 'how do I join?', 'Open https://evil.example/join [5].'],
    ['one sentence of two', 'gym?', 'The gym opens at 7 [2]. Members get free coffee [2].'],
    ['general knowledge', 'who won the world cup in 1998?', 'France won the world cup in 1998 [1].'],
    ['the question again', 'where is the sauna?', 'The sauna is there [2].'],
  ])('%s', (_, question, answer) => {
    expect(check(answer, question)).toBe('unsupported');
  });

  it.each([
    ['no mark', 'The wifi password is sunflower-42.'],
    ['a mark of no passage', 'The wifi password is sunflower-42 [9].'],
    ['a mark and nothing else', '[1]'],
    ['a yes and nothing else', 'Yes [1].'],
    ['a paragraph without', 'The wifi password is sunflower-42 [1].\n\nThe gym opens at 7.'],
    ['noise', '%&$ ###'],
  ])('is uncited with %s', (_, answer) => {
    expect(check(answer, 'wifi password?')).toBe('uncited');
  });

  it.each(['NOT TAUGHT', 'Not taught.', 'NOT TAUGHT [1]', '**NOT TAUGHT**', 'I am sorry: NOT TAUGHT'])(
    'is declined by %j',
    (answer) => {
      expect(check(answer, 'wifi password?')).toBe('declined');
    },
  );
});
